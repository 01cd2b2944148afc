package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.time.Stopwatch;
import io.gamekeeper.platform.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Forwards requests to the functions of target groups, and checks these functions. */
final class FunctionForwarding {
  private static final String PRINCIPAL = "elasticloadbalancing.amazonaws.com";

  /** The largest request body that a load balancer hands to a function. */
  private static final int BODY_LIMIT_BYTES = 1 << 20;

  private static final int HEALTH_CHECKS = 20;
  private static final Duration HEALTH_INTERVAL = Duration.ofMillis(250);

  private static final Response IN_ITS_PLACE = new Response(FrontResponse.own(502), false);

  private final Functions functions;
  private final Ids ids;
  private final ErrorLog errors;
  private final InstantSource clock;

  /**
   * A response to a client.
   *
   * @param ofFunction whether the function gave it; false if the load balancer did in its place
   */
  private record Response(FrontResponse response, boolean ofFunction) {}

  FunctionForwarding(Functions functions, Ids ids, ErrorLog errors, InstantSource clock) {
    this.clock = clock;
    this.functions = functions;
    this.ids = ids;
    this.errors = errors;
  }

  /**
   * Checks that the load balancer may call the function of a target group.
   *
   * @throws StageException if a permission is missing; names the target group
   */
  void checkPermission(FunctionTargets group) {
    refusal(group)
        .ifPresent(
            reason -> {
              throw StageException.of(
                  group.logicalId(), "its function cannot be called: " + reason);
            });
  }

  /**
   * Waits until a target group is healthy, if it has a health check.
   *
   * @throws StageException if it does not become so; names it, with its last answer
   */
  void awaitHealthy(FunctionTargets group, Listener listener, Waiting waiting) {
    if (group.health().isPresent()) {
      try {
        awaitHealthy(group, listener, group.health().get(), waiting);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StageException.of(group.logicalId(), "interrupted at its first health check", e);
      }
    }
  }

  private void awaitHealthy(FunctionTargets group, Listener listener, String path, Waiting waiting)
      throws InterruptedException {
    FrontRequest check =
        new FrontRequest(
            "GET",
            path,
            null,
            List.of(new FrontRequest.Field("user-agent", "ELB-HealthChecker/2.0")),
            RequestBody.EMPTY,
            "127.0.0.1");
    FrontResponse answer = null;
    for (int i = 0; i < HEALTH_CHECKS; i++) {
      byte[] event = event(check, new byte[0], listener, group);
      answer =
          response(functions.invoke(group.function(), event, new EngineTime()), listener, group)
              .response();
      if (answer.status() == 200) {
        return;
      }
      waiting.sleep(HEALTH_INTERVAL);
    }
    throw StageException.of(
        group.logicalId(),
        "its health check GET "
            + path
            + " fails: "
            + (answer == null ? "" : answer.status() + " " + text(answer))
            + errors.newest().stream()
                .map(error -> "; " + error.logicalId() + ": " + error.message())
                .distinct()
                .collect(Collectors.joining()));
  }

  private static String text(FrontResponse answer) {
    return new String(answer.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  /** Calls a function with a request and answers with its result. */
  void forward(Exchange exchange, FunctionTargets target)
      throws InterruptedException, RequestBody.UnusableException {
    FrontRequest request = exchange.request();
    Listener listener = exchange.listener();
    byte[] body = request.body().whole(BODY_LIMIT_BYTES);
    LoadBalancerMetrics.OfGroup metrics = listener.metrics().of(target);
    metrics.requested();
    Optional<String> refusal = refusal(target);
    if (refusal.isPresent()) {
      errors.note(target.logicalId(), refusal.get());
      metrics.functionFailed();
      exchange.answerByItself(FrontResponse.own(502));
      return;
    }
    Stopwatch watch = Stopwatch.start(clock);
    exchange
        .invocations()
        .invoke(
            target.function(),
            event(request, body, listener, target),
            exchange.engineTime(),
            result -> {
              long nanos = watch.nanos();
              Response answer = response(result, listener, target);
              if (answer.ofFunction()) {
                metrics.answered(answer.response().status(), nanos);
                exchange.answer(answer.response());
              } else {
                metrics.functionFailed();
                exchange.answerByItself(answer.response());
              }
            });
  }

  private byte[] event(
      FrontRequest request, byte[] body, Listener listener, FunctionTargets target) {
    return AlbEvent.encode(request, body, target, listener, ids.traceId());
  }

  private Response response(InvocationResult result, Listener listener, FunctionTargets target) {
    return switch (result) {
      case InvocationResult.Answered(byte[] payload) -> decode(listener, target, payload);
      case InvocationResult.Failed _ -> IN_ITS_PLACE; // noted where it happened
      case InvocationResult.Throttled(String reason) -> {
        errors.note(target.logicalId(), reason);
        yield IN_ITS_PLACE;
      }
    };
  }

  private Response decode(Listener listener, FunctionTargets target, byte[] payload) {
    try {
      return new Response(
          listener.complete(AlbResponse.decode(payload, target.multiValueHeaders())), true);
    } catch (AlbResponse.MalformedException e) {
      errors.note(target.logicalId(), "the response of its function " + e.getMessage());
      return IN_ITS_PLACE;
    }
  }

  private Optional<String> refusal(FunctionTargets target) {
    return functions.refusal(target.function(), PRINCIPAL, target.arn());
  }
}
