package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.time.Activity;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Redelivery.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/** The functions of a stage and the calls to them. */
public final class LambdaService implements Functions, AutoCloseable {
  /**
   * What an account has as a rule, and what it must leave to functions without a reservation.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">
   *     Configuring reserved concurrency</a>
   */
  private static final int ACCOUNT_CONCURRENCY = 1000;

  private static final int LEAST_UNRESERVED = 100;
  private static final Duration FIRST_THROTTLE = Duration.ofSeconds(1);
  private static final Duration LONGEST_THROTTLE = Duration.ofMinutes(5);

  private final Surroundings surroundings;
  private final Targets targets;
  private final Map<String, LambdaFunction> functions = new ConcurrentHashMap<>();
  private final Semaphore account = new Semaphore(ACCOUNT_CONCURRENCY);
  private final TimeLimits limits = new TimeLimits();

  /**
   * A service without functions.
   *
   * <p>The functions are added to the ground's targets, which take asynchronous events that finally
   * failed.
   */
  public LambdaService(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.targets = surroundings.ground().targets();
    targets.add(
        "lambda",
        arn ->
            Optional.ofNullable(functions.get(FunctionReference.parse(arn.toString()).name()))
                .map(_ -> new FunctionTarget(this, arn.toString())));
  }

  /** Adds a function. Its code is loaded when a version is published or it is first called. */
  public void create(FunctionConfig config) {
    if (functions.putIfAbsent(config.name(), new LambdaFunction(config, surroundings, limits))
        != null) {
      throw StageException.of(
          config.logicalId(), "another function has the name " + config.name() + " already");
    }
    config.reservedConcurrency().ifPresent(reserved -> reserve(config, reserved));
  }

  /** What one function has for itself, the others have no more. */
  private void reserve(FunctionConfig config, int reserved) {
    if (account.availablePermits() - reserved < LEAST_UNRESERVED || !account.tryAcquire(reserved)) {
      throw StageException.of(
          config.logicalId(),
          "its reserved concurrency leaves fewer than "
              + LEAST_UNRESERVED
              + " of the account's "
              + ACCOUNT_CONCURRENCY
              + " executions unreserved");
    }
  }

  /**
   * Makes a new version callable. Its code is loaded by the first call, or by {@link #loadAll}.
   *
   * @return its number
   */
  public String publish(String function) {
    return find(FunctionReference.parse(function)).declare();
  }

  /**
   * Loads the code of all functions, several at a time, and starts an instance of each, so that a
   * mistake in it shows now.
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

  /** Sets what happens to asynchronous events. */
  public void async(String function, String qualifier, AsyncConfig config) {
    find(FunctionReference.parse(function)).async(qualifier, config);
  }

  @Override
  public int repetitions(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    return find(reference).async(reference.qualifier()).retries();
  }

  /** The configurations of all functions. */
  public Collection<FunctionConfig> functions() {
    return functions.values().stream().map(LambdaFunction::config).toList();
  }

  /**
   * The function of a name or ARN.
   *
   * @throws StageException if there is none
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

  /** The function of a physical name; empty if there is none. */
  public Optional<FunctionConfig> find(String name) {
    return Optional.ofNullable(functions.get(name)).map(LambdaFunction::config);
  }

  /**
   * What to call for a function that somebody names by its logical id, its name, or the service
   * name in its environment: the published version where there is one.
   *
   * @throws StageException if no function has that name; says which there are
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
            + "; there are "
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
    CompletableFuture<InvocationResult> result = new CompletableFuture<>();
    invoke(
        function,
        payload,
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
    invoke(function, payload, engineTime, answer, Runnable::run);
  }

  private void invoke(
      String function,
      byte[] payload,
      EngineTime engineTime,
      Consumer<InvocationResult> answer,
      Executor thread) {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    FunctionVersion version = found.version(reference.qualifier());
    Semaphore reserved = found.reserved();
    Semaphore concurrency = reserved == null ? account : reserved;
    if (!concurrency.tryAcquire()) {
      answer.accept(
          new InvocationResult.Throttled(
              found.config().logicalId()
                  + (reserved == null ? ": the account's" : ": its reserved")
                  + " concurrency is used up"));
      return;
    }
    thread.execute(
        () ->
            version.invoke(
                payload,
                function,
                engineTime,
                result -> {
                  concurrency.release();
                  answer.accept(result);
                }));
  }

  /**
   * Takes an event and calls the function in the background, with Lambda's retries: after a failure
   * one and two minutes later; throttled events for as long as they are not too old.
   *
   * @throws StageException if there is no such function or version
   */
  public void invokeLater(String function, byte[] payload) {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    found.version(reference.qualifier());
    deliver(function, found.config().logicalId(), found.async(reference.qualifier()), payload);
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

  /**
   * Delivers an event at least once: after a failure again one and two minutes later, throttled
   * events for as long as they are not too old.
   */
  private void deliver(String function, String logicalId, AsyncConfig config, byte[] payload) {
    new Redelivery<InvocationResult>(
            surroundings.ground().agenda(),
            logicalId + "-async",
            new Redelivery.Limits(config.retries(), config.maximumAge()),
            () -> outcome(invoke(function, payload, new EngineTime())),
            (outcome, times) ->
                switch (outcome) {
                  case Outcome.Deferred<InvocationResult> _ ->
                      Redelivery.doubled(FIRST_THROTTLE, LONGEST_THROTTLE, times);
                  case Outcome.Refused<InvocationResult> _, Outcome.Taken<InvocationResult> _ ->
                      Duration.ofMinutes(times);
                },
            (last, why, _) ->
                giveUp(
                    function,
                    config,
                    payload,
                    switch (why) {
                      case RETRIES -> "RetriesExhausted";
                      case AGE -> "EventAgeExceeded";
                    },
                    last))
        .start();
  }

  private static Outcome<InvocationResult> outcome(InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered _ -> new Outcome.Taken<>();
      case InvocationResult.Failed _ -> new Outcome.Refused<>(result);
      case InvocationResult.Throttled _ -> new Outcome.Deferred<>(result);
    };
  }

  private void giveUp(
      String function,
      AsyncConfig config,
      byte[] payload,
      String condition,
      InvocationResult last) {
    FunctionConfig called = function(function);
    surroundings
        .errors()
        .note(called.logicalId(), "an asynchronous event was given up: " + condition);
    if (config.onFailure().isPresent()) {
      try {
        targets.call(
            config.onFailure().get(),
            Call.of(document(called, condition, payload, last), Arns.account(called.arn())));
      } catch (NotTakenException e) {
        surroundings
            .errors()
            .note(called.logicalId(), "a failed event was lost: " + e.getMessage());
      }
    }
  }

  private static String document(
      FunctionConfig called, String condition, byte[] payload, InvocationResult last) {
    String response =
        last instanceof InvocationResult.Failed failed
            ? new String(failed.payload(), StandardCharsets.UTF_8)
            : "null";
    return "{\"version\":\"1.0\",\"requestContext\":{\"functionArn\":\""
        + called.arn()
        + "\",\"condition\":\""
        + condition
        + "\"},\"requestPayload\":"
        + new String(payload, StandardCharsets.UTF_8)
        + ",\"responsePayload\":"
        + response
        + "}";
  }

  private LambdaFunction find(FunctionReference reference) {
    LambdaFunction function = functions.get(reference.name());
    if (function == null) {
      throw new StageException("there is no function " + reference.name() + " in the templates");
    }
    return function;
  }
}
