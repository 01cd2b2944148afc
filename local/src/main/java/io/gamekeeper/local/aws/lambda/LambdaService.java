package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.time.Activity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** AWS Lambda: the functions of a stage and the calls to them. */
public final class LambdaService implements Functions, AutoCloseable {
  static {
    // The thread of MySQL's driver never ends: it would keep a function's code, and with it the
    // whole stage, after the stage's end.
    System.setProperty("com.mysql.cj.disableAbandonedConnectionCleanup", "true");
  }

  private final Surroundings surroundings;
  private final AsynchronousEvents events;
  private final Map<String, LambdaFunction> functions = new ConcurrentHashMap<>();
  private final AccountConcurrency concurrency = new AccountConcurrency();
  private final TimeLimits limits = new TimeLimits();
  private final LambdaMetrics metrics;

  /**
   * Creates a service without functions.
   *
   * <p>The functions become targets; other targets take asynchronous events that failed finally.
   */
  public LambdaService(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.metrics = new LambdaMetrics(surroundings.ground().sends(LambdaMetrics.ALL));
    Targets targets = surroundings.ground().targets();
    this.events =
        new AsynchronousEvents(
            surroundings.ground(),
            (function, payload, trace) -> invoke(function, payload, trace, new EngineTime()),
            targets);
    targets.add(
        "lambda",
        arn ->
            Optional.ofNullable(functions.get(FunctionReference.parse(arn.toString()).name()))
                .map(_ -> new FunctionTarget(this, arn.toString())));
  }

  /** Adds a function. Its code is loaded when a version is published or it is first called. */
  public void create(FunctionConfig config) {
    LambdaFunction function = new LambdaFunction(config, surroundings, limits, metrics);
    if (functions.putIfAbsent(config.name(), function) != null) {
      throw StageException.of(
          config.logicalId(), "another function has the name " + config.name() + " already");
    }
    concurrency.reserve(config);
  }

  /**
   * Publishes a new version. Its code is loaded by the first call, or by {@link #loadAll}.
   *
   * @return the number of the version
   */
  public String publish(String function) {
    return find(FunctionReference.parse(function)).declare();
  }

  /**
   * Loads the code of all functions, several at a time, and starts an instance of each, so that a
   * mistake in their code shows now.
   *
   * @throws StageException if a zip, a handler or its constructor is at fault
   */
  public void loadAll() {
    try (ExecutorService loaders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loads = new ArrayList<>();
      for (LambdaFunction function : functions.values()) {
        loads.add(loaders.submit(function::load));
      }
      for (Future<?> load : loads) {
        load.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StageException mistake) {
        throw mistake;
      }
      throw new IllegalStateException("a function's code could not be loaded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while the functions' code was loaded", e);
    }
  }

  /** Points an alias to a version. */
  public void alias(String function, String alias, String version) {
    find(FunctionReference.parse(function)).alias(alias, version);
  }

  /** Lets a service call a function. */
  public void permit(InvokePermission permission) {
    find(FunctionReference.parse(permission.function())).permit(permission);
  }

  /** Sets what happens to asynchronous events of a version or alias. */
  public void async(String function, String qualifier, AsyncConfig config) {
    find(FunctionReference.parse(function)).async(qualifier, config);
  }

  @Override
  public int repetitions(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    return find(reference).async(reference.qualifier()).retries();
  }

  /**
   * Checks that there is something to call; loads no code.
   *
   * @throws StageException if there is no such function, version or alias
   */
  void check(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    String _ = find(reference).existing(reference.qualifier());
  }

  /** Returns the configurations of all functions. */
  public Collection<FunctionConfig> functions() {
    return functions.values().stream().map(LambdaFunction::config).toList();
  }

  /**
   * Returns the configuration of a function.
   *
   * @throws StageException if there is no such function
   */
  public FunctionConfig function(String nameOrArn) {
    return find(FunctionReference.parse(nameOrArn)).config();
  }

  @Override
  public String qualifiedArn(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    String arn = find(reference).config().arn();
    return reference.qualifier().equals(FunctionReference.LATEST)
        ? arn
        : arn + ":" + reference.qualifier();
  }

  @Override
  public String codeHash(String nameOrArn) {
    return surroundings.bundles().of(function(nameOrArn)).contentHash();
  }

  /** Returns the function of a physical name; empty if there is none. */
  public Optional<FunctionConfig> find(String name) {
    return Optional.ofNullable(functions.get(name)).map(LambdaFunction::config);
  }

  /**
   * Returns the ARN to call for a function: that of its last published version, if there is one.
   *
   * @param named its logical id, its name, or the service name in its environment
   * @throws StageException if there is no such function; the message lists those that there are
   */
  public String callable(String named) {
    for (LambdaFunction function : functions.values()) {
      FunctionConfig config = function.config();
      if (named.equals(config.logicalId())
          || named.equals(config.name())
          || named.equals(config.environment().get(TelemetryEnvironment.SERVICE))) {
        int published = function.publishedVersions();
        return published == 0 ? config.arn() : config.arn() + ":" + published;
      }
    }
    throw new StageException(
        "there is no function "
            + named
            + "; the functions are "
            + functions.values().stream()
                .map(function -> function.config().logicalId())
                .sorted()
                .collect(Collectors.joining(", ")));
  }

  @Override
  public Optional<String> refusal(String function, String principal, String sourceArn) {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    return found.permits(reference, principal, sourceArn)
        ? Optional.empty()
        : Optional.of(
            found.config().logicalId()
                + ": no AWS::Lambda::Permission lets "
                + principal
                + " invoke "
                + function);
  }

  @Override
  public InvocationResult invoke(String function, byte[] payload, EngineTime engineTime)
      throws InterruptedException {
    return invoke(function, payload, Optional.empty(), engineTime);
  }

  /** The same in the caller's trace. */
  InvocationResult invoke(
      String function, byte[] payload, Optional<String> trace, EngineTime engineTime)
      throws InterruptedException {
    CompletableFuture<InvocationResult> result = new CompletableFuture<>();
    invoke(
        function,
        payload,
        trace,
        engineTime,
        result::complete,
        invocation ->
            Thread.ofVirtual()
                .inheritInheritableThreadLocals(false)
                .start(
                    Activity.carry(
                        () -> {
                          try {
                            invocation.run();
                          } catch (Throwable e) { // handed to the waiting thread below
                            result.completeExceptionally(e);
                          }
                        })));
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the call of " + function + " broke off", e);
    }
  }

  @Override
  public void invokeHere(
      String function, byte[] payload, EngineTime engineTime, Consumer<InvocationResult> answer) {
    invoke(function, payload, Optional.empty(), engineTime, answer, Runnable::run);
  }

  private void invoke(
      String function,
      byte[] payload,
      Optional<String> trace,
      EngineTime engineTime,
      Consumer<InvocationResult> answer,
      Executor thread) {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    FunctionVersion version = found.version(reference.qualifier());
    Semaphore executions = concurrency.of(found);
    LambdaMetrics.OfResource measured = found.metrics(reference.qualifier());
    if (!executions.tryAcquire()) {
      measured.throttled();
      answer.accept(
          new InvocationResult.Throttled(
              found.config().logicalId()
                  + (found.reserved() == null ? ": the account's" : ": its reserved")
                  + " concurrency is used up"));
      return;
    }
    measured.begins();
    thread.execute(
        () ->
            version.invoke(
                payload,
                function,
                trace,
                engineTime,
                measured::ran,
                result -> {
                  executions.release();
                  measured.ended(result instanceof InvocationResult.Failed);
                  answer.accept(result);
                }));
  }

  /**
   * Takes an event and calls the function in the background, with Lambda's retries: one and two
   * minutes after a failure, and for throttled events as long as they are not too old.
   *
   * @param trace the caller's trace header
   * @throws StageException if there is no such function or version
   */
  public void invokeLater(String function, byte[] payload, Optional<String> trace) {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    found.version(reference.qualifier());
    events.deliver(
        new AsynchronousEvents.Event(
            function,
            found.config(),
            found.async(reference.qualifier()),
            found.metrics(reference.qualifier()),
            payload,
            trace));
  }

  @Override
  public void close() {
    limits.close();
    try {
      surroundings.bundles().close();
    } catch (IOException e) {
      throw new UncheckedIOException("the functions' jars cannot be closed", e);
    }
  }

  private LambdaFunction find(FunctionReference reference) {
    LambdaFunction function = functions.get(reference.name());
    if (function == null) {
      throw new StageException("there is no function " + reference.name() + " in the templates");
    }
    return function;
  }
}
