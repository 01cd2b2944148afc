package io.gamekeeper.local.aws.lambda;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LineBuffer;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.time.Activity;
import io.gamekeeper.local.time.Stopwatch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A version of a function: its code, loaded once from its zip, and the instances that run it. Each
 * invocation runs in the scopes and with the class loader of the function.
 */
final class FunctionVersion {
  private final FunctionConfig config;
  private final String version;
  private final Surroundings surroundings;
  private final TimeLimits limits;
  private final SystemLog systemLog;
  private final FunctionClassLoader loader;
  private final HandlerType type;
  private final InstancePool<FunctionInstance> instances;

  /** The instance that the snapshot was taken of; the first to be restored. */
  private final AtomicReference<@Nullable Prepared> snapshot = new AtomicReference<>();

  private FunctionVersion(
      FunctionConfig config, String version, Surroundings surroundings, TimeLimits limits) {
    this.config = config;
    this.version = version;
    this.surroundings = surroundings;
    this.limits = limits;
    this.systemLog = new SystemLog(config, surroundings.clock());
    this.loader =
        new FunctionClassLoader(
            config.logicalId() + "@" + version,
            surroundings.bundles().codeOf(config),
            line -> log("[" + version + "]", line));
    this.type = withLoader(() -> HandlerType.find(config.logicalId(), config.handler(), loader));
    this.instances = new InstancePool<>(config.logicalId(), this::start);
  }

  /**
   * Loads a version's code and starts its first instance; with SnapStart, takes the snapshot.
   *
   * @throws StageException if the zip, the handler or its constructor is faulty
   */
  static FunctionVersion load(
      FunctionConfig config, String version, Surroundings surroundings, TimeLimits limits) {
    if (!surroundings.logs().exists(config.logGroup())) {
      throw StageException.of(
          config.logicalId(),
          "its log group " + config.logGroup() + " is not in the templates; declare it");
    }
    FunctionVersion loaded = new FunctionVersion(config, version, surroundings, limits);
    loaded.startFirst();
    return loaded;
  }

  String version() {
    return version;
  }

  /**
   * Runs one invocation on the calling thread, which must be fresh and do nothing else afterwards:
   * what the handler leaves on it must not reach another invocation.
   *
   * @param invokedArn as the caller named it
   * @param caller the caller's trace header
   * @param ran gets the nanoseconds in which the handler ran, or was let run
   * @param answer gets the result, once: when the handler ends, or, from another thread, when its
   *     time limit is over, even if the handler goes on
   */
  void invoke(
      byte[] payload,
      String invokedArn,
      Optional<String> caller,
      EngineTime engineTime,
      LongConsumer ran,
      Consumer<InvocationResult> answer) {
    FunctionInstance instance;
    try {
      instance = instance();
    } catch (StageException e) {
      surroundings.errors().note(config.logicalId(), String.valueOf(e.getMessage()));
      answer.accept(failure("Runtime.InitError", String.valueOf(e.getMessage()), e));
      return;
    }
    InvocationTrace trace = InvocationTrace.begin(surroundings.ids(), config.tracing(), caller);
    Invocation invocation =
        new Invocation(
            config.logicalId(), version, surroundings.ids().requestId(), trace.header().text());
    Instant began = surroundings.clock().instant();
    LambdaContext context =
        new LambdaContext(
            config,
            invocation,
            invokedArn,
            instance.logStream(),
            surroundings.clock(),
            surroundings.clock().instant().plus(config.timeout()));
    Thread thread = Thread.currentThread();
    AtomicBoolean answered = new AtomicBoolean();
    Stopwatch watch = Stopwatch.start(surroundings.clock());
    TimeLimits.Limit limit =
        limits.start(
            config.timeout(),
            () -> surroundings.ground().agenda().sleepsByALedClock(thread),
            () -> {
              if (answered.compareAndSet(false, true)) {
                thread.interrupt();
                long nanos = watch.nanos();
                ran.accept(nanos);
                record(trace, invocation, began, true);
                // Lambda ends the whole environment, so this instance is not used again.
                answer.accept(timedOut(instance, invocation, nanos));
              }
            });
    Outcome outcome;
    try {
      outcome = run(instance, payload, context, invocation, engineTime);
    } finally {
      limits.end(limit);
    }
    if (answered.compareAndSet(false, true)) {
      long nanos = watch.nanos();
      ran.accept(nanos);
      report(
          instance,
          invocation,
          outcome instanceof Returned ? SystemLog.Outcome.SUCCESS : SystemLog.Outcome.ERROR,
          nanos);
      Thread.interrupted(); // the handler's own interrupt, which is not meant for the code below
      instances.giveBack(instance);
      record(trace, invocation, began, outcome instanceof Thrown);
      answer.accept(result(outcome));
    }
  }

  /** Writes Lambda's own segments, if the trace is sampled. */
  private void record(InvocationTrace trace, Invocation invocation, Instant began, boolean failed) {
    if (trace.recorded()) {
      String request = invocation.requestId();
      Instant ended = surroundings.clock().instant();
      surroundings
          .traces()
          .accept(config.logicalId(), trace.ofService(config, request, began, ended, failed));
      surroundings
          .traces()
          .accept(config.logicalId(), trace.ofFunction(config, request, began, ended, failed));
    }
  }

  private FunctionInstance instance() {
    try {
      return instances.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StageException.of(config.logicalId(), "interrupted while it started", e);
    }
  }

  /** The outcome of a handler. */
  private sealed interface Outcome {}

  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Returned(byte[] payload) implements Outcome {}

  private record Thrown(Throwable thrown) implements Outcome {}

  private Outcome run(
      FunctionInstance instance,
      byte[] payload,
      LambdaContext context,
      Invocation invocation,
      EngineTime engineTime) {
    LineBuffer output = new LineBuffer(line -> log(instance.logStream(), line));
    Thread thread = Thread.currentThread();
    thread.setName(config.logicalId());
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return Invocation.bind(Console.bind(engineTime.bind(), output), invocation)
          .call(() -> Activity.bequeath(() -> handle(instance, payload, context, output)));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Outcome handle(
      FunctionInstance instance, byte[] payload, LambdaContext context, LineBuffer output) {
    Outcome outcome;
    try {
      outcome = new Returned(instance.handler().handle(payload, context));
    } catch (Throwable e) { // whatever a handler throws is its answer, as on Lambda
      if (systemLog.isJson()) {
        output.flush();
        log(instance.logStream(), systemLog.uncaught(e, context.getAwsRequestId()));
      } else {
        e.printStackTrace(new PrintStream(System.out, true, StandardCharsets.UTF_8));
      }
      outcome = new Thrown(e);
    }
    output.flush();
    return outcome;
  }

  private InvocationResult result(Outcome outcome) {
    return switch (outcome) {
      case Returned(byte[] payload) -> new InvocationResult.Answered(payload);
      case Thrown(Throwable thrown) -> failed(thrown);
    };
  }

  private void report(
      FunctionInstance instance, Invocation invocation, SystemLog.Outcome outcome, long nanos) {
    if (systemLog.isJson()) {
      surroundings
          .logs()
          .append(
              config.logGroup(),
              instance.logStream(),
              systemLog.report(invocation, outcome, nanos, instance.startNanos().getAndSet(0)));
    }
  }

  private InvocationResult timedOut(FunctionInstance instance, Invocation invocation, long nanos) {
    String message =
        String.format(
            Locale.ROOT,
            "RequestId: %s Error: Task timed out after %.2f seconds",
            invocation.requestId(),
            config.timeout().toMillis() / 1000.0);
    log(instance.logStream(), message);
    report(instance, invocation, SystemLog.Outcome.TIMEOUT, nanos);
    surroundings.errors().note(config.logicalId(), message);
    return failure("Sandbox.Timedout", message, null);
  }

  private InvocationResult failed(Throwable thrown) {
    surroundings.errors().note(config.logicalId(), thrown.toString());
    return failure(thrown.getClass().getName(), String.valueOf(thrown.getMessage()), thrown);
  }

  private static InvocationResult failure(
      String errorType, String message, @Nullable Throwable thrown) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("errorMessage", message);
    document.put("errorType", errorType);
    if (thrown != null) {
      document.put(
          "stackTrace", Arrays.stream(thrown.getStackTrace()).map(Object::toString).toList());
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    JacksonFactory.getInstance().getSerializer(Map.class).toJson(document, json);
    return new InvocationResult.Failed(errorType, message, json.toByteArray());
  }

  private void log(String stream, String line) {
    surroundings.logs().append(config.logGroup(), stream, line);
    surroundings.metrics().harvest(line);
  }

  private void startFirst() {
    if (config.snapStart()) {
      Prepared first = construct();
      beforeSnapshot(first);
      snapshot.set(first);
    } else {
      instances.giveBack(start());
    }
  }

  private FunctionInstance start() {
    if (!config.snapStart()) {
      return construct().instance();
    }
    // A machine's memory cannot be copied here. The closest to it is an instance that went through
    // the steps of a snapshot: constructed, prepared, restored.
    Prepared prepared = snapshot.getAndSet(null);
    if (prepared == null) {
      prepared = construct();
      beforeSnapshot(prepared);
    }
    Stopwatch watch = Stopwatch.start(surroundings.clock());
    hook("after its snapshot was restored", prepared.platform()::afterRestore);
    FunctionInstance restored = prepared.instance();
    restored.startNanos().set(watch.nanos());
    return restored;
  }

  private void beforeSnapshot(Prepared prepared) {
    hook("before its snapshot", prepared.platform()::beforeSnapshot);
  }

  private void hook(String when, Hook hook) {
    withLoader(
        () -> {
          try {
            hook.run();
            return hook;
          } catch (Exception e) { // a hook may throw anything: it fails the start
            throw StageException.of(config.logicalId(), "it failed " + when + ": " + e, e);
          }
        });
  }

  private Prepared construct() {
    CapturingPlatform platform = new CapturingPlatform(surroundings.platforms().apply(config));
    Stopwatch watch = Stopwatch.start(surroundings.clock());
    HandlerType.Handler handler = withLoader(() -> type.bind(type.construct(platform)));
    return new Prepared(platform, FunctionInstance.started(handler, logStream(), watch.nanos()));
  }

  private String logStream() {
    LocalDate today = LocalDate.ofInstant(surroundings.clock().instant(), ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%04d/%02d/%02d/[%s]%s",
        today.getYear(),
        today.getMonthValue(),
        today.getDayOfMonth(),
        version,
        surroundings.ids().requestId().replace("-", ""));
  }

  /**
   * Runs code of the function in a thread of its own, so that no state of the stage leaks into it.
   */
  private <T> T withLoader(Callable<T> action) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name(config.logicalId() + "-init")
            .inheritInheritableThreadLocals(false)
            .unstarted(
                () -> {
                  try {
                    outcome.complete(action.call());
                  } catch (Throwable e) { // handed to the waiting thread below
                    outcome.completeExceptionally(e);
                  }
                });
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StageException known) {
        throw known;
      }
      throw StageException.of(config.logicalId(), "its code failed at start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StageException.of(config.logicalId(), "interrupted while it started", e);
    }
  }

  @FunctionalInterface
  private interface Hook {
    void run() throws Exception;
  }

  /** The objects of one instance. */
  private record Prepared(CapturingPlatform platform, FunctionInstance instance) {}
}
