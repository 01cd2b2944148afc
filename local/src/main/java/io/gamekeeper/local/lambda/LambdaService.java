package io.gamekeeper.local.lambda;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.local.BackgroundWork;
import io.gamekeeper.local.StageException;
import io.gamekeeper.local.client.EngineTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** The functions of a stage and the calls to them. */
public final class LambdaService implements AutoCloseable {
  /**
   * What an account has as a rule, and what it must leave to functions without a reservation.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">
   *     Configuring reserved concurrency</a>
   */
  private static final int ACCOUNT_CONCURRENCY = 1000;

  private static final int LEAST_UNRESERVED = 100;

  private final Surroundings surroundings;
  private final FailureDestination failures;
  private final Map<String, LambdaFunction> functions = new ConcurrentHashMap<>();
  private final Semaphore account = new Semaphore(ACCOUNT_CONCURRENCY);
  private final BackgroundWork deliveries = new BackgroundWork();

  /**
   * A service without functions.
   *
   * @param failures takes asynchronous events that finally failed
   */
  public LambdaService(Surroundings surroundings, FailureDestination failures) {
    this.surroundings = surroundings;
    this.failures = failures;
  }

  /** Adds a function. Its code is loaded when a version is published or it is first called. */
  public void create(FunctionConfig config) {
    if (functions.putIfAbsent(config.name(), new LambdaFunction(config, surroundings)) != null) {
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

  /**
   * What happens to asynchronous events of a function as its callers name it.
   *
   * @throws StageException if there is none
   */
  public AsyncConfig async(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    return find(reference).async(reference.qualifier());
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

  /**
   * The ARN that policies see for a function as its callers name it: with the qualifier, if there
   * is one.
   *
   * @throws StageException if there is no such function
   */
  public String qualifiedArn(String nameOrArn) {
    FunctionReference reference = FunctionReference.parse(nameOrArn);
    String arn = find(reference).config().arn();
    return reference.qualifier().equals(FunctionReference.LATEST)
        ? arn
        : arn + ":" + reference.qualifier();
  }

  /**
   * What tells a function's code from any other: the hash of its zip's content.
   *
   * @throws StageException if there is no such function, or no such zip
   */
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

  /**
   * Why a call would be refused; empty if it would not.
   *
   * @param function name or ARN, with or without a qualifier
   */
  public Optional<String> refusal(String function, Caller caller) {
    FunctionReference reference = FunctionReference.parse(function);
    return switch (caller) {
      case Caller.Authorized() -> Optional.empty();
      case Caller.Service service ->
          find(reference).permits(reference, service)
              ? Optional.empty()
              : Optional.of(
                  find(reference).config().logicalId()
                      + ": no AWS::Lambda::Permission lets "
                      + service.principal()
                      + " invoke "
                      + function);
    };
  }

  /**
   * Calls a function and waits for its end.
   *
   * @param function name or ARN, with or without a qualifier
   * @param payload JSON
   * @param engineTime counts what the function spends in engines
   * @throws StageException if there is no such function or version
   */
  public InvocationResult invoke(String function, byte[] payload, EngineTime engineTime)
      throws InterruptedException {
    FunctionReference reference = FunctionReference.parse(function);
    LambdaFunction found = find(reference);
    Semaphore reserved = found.reserved();
    Semaphore concurrency = reserved == null ? account : reserved;
    if (!concurrency.tryAcquire()) {
      return new InvocationResult.Throttled(
          found.config().logicalId()
              + (reserved == null ? ": the account's" : ": its reserved")
              + " concurrency is used up");
    }
    try {
      return found.version(reference.qualifier()).invoke(payload, function, engineTime);
    } finally {
      concurrency.release();
    }
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
    deliveries.start(
        found.config().logicalId() + "-async",
        () -> deliver(function, found.async(reference.qualifier()), payload));
  }

  @Override
  public void close() {
    deliveries.close(); // Lambda would go on
    try {
      surroundings.bundles().close();
    } catch (IOException e) {
      throw new UncheckedIOException("the functions' jars cannot be closed", e);
    }
  }

  private void deliver(String function, AsyncConfig config, byte[] payload)
      throws InterruptedException {
    Instant accepted = surroundings.clock().instant();
    int failed = 0;
    Duration throttleDelay = Duration.ofSeconds(1);
    while (true) {
      InvocationResult result = invoke(function, payload, new EngineTime());
      Duration delay;
      switch (result) {
        case InvocationResult.Answered _ -> {
          return;
        }
        case InvocationResult.Failed failure -> {
          failed++;
          delay = Duration.ofMinutes(failed);
          if (failed > config.retries()) {
            giveUp(function, config, payload, "RetriesExhausted", failure);
            return;
          }
        }
        case InvocationResult.Throttled _ -> {
          delay = throttleDelay;
          throttleDelay = min(throttleDelay.multipliedBy(2), Duration.ofMinutes(5));
        }
      }
      if (Duration.between(accepted, surroundings.clock().instant().plus(delay))
              .compareTo(config.maximumAge())
          > 0) {
        giveUp(function, config, payload, "EventAgeExceeded", result);
        return;
      }
      surroundings.waiting().sleep(delay);
    }
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
    config
        .onFailure()
        .ifPresent(target -> failures.send(target, document(called, condition, payload, last)));
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

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private LambdaFunction find(FunctionReference reference) {
    LambdaFunction function = functions.get(reference.name());
    if (function == null) {
      throw new StageException("there is no function " + reference.name() + " in the templates");
    }
    return function;
  }
}
