package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Redelivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Delivers asynchronous events at least once, with the retries of Lambda. */
final class AsynchronousEvents {
  private static final Duration FIRST_THROTTLE = Duration.ofSeconds(1);
  private static final Duration LONGEST_THROTTLE = Duration.ofMinutes(5);

  private final Ground ground;
  private final Invoker invoker;
  private final Targets destinations;

  /** Calls a function once and waits for its end. */
  interface Invoker {
    InvocationResult invoke(String function, byte[] payload, Optional<String> trace)
        throws InterruptedException;
  }

  /**
   * An event on its way.
   *
   * @param function name or ARN, with or without a qualifier
   * @param trace the caller's trace header
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Event(
      String function,
      FunctionConfig called,
      AsyncConfig config,
      LambdaMetrics.OfResource metrics,
      byte[] payload,
      Optional<String> trace) {}

  /**
   * Creates a delivery.
   *
   * @param destinations take events that failed finally
   */
  AsynchronousEvents(Ground ground, Invoker invoker, Targets destinations) {
    this.ground = ground;
    this.invoker = invoker;
    this.destinations = destinations;
  }

  /**
   * Delivers an event in the background: after a failure again one and two minutes later, throttled
   * events for as long as they are not too old.
   */
  void deliver(Event event) {
    Instant received = ground.time().clock().instant();
    event.metrics().eventReceived();
    new Redelivery<InvocationResult>(
            ground.agenda(),
            event.called().logicalId() + "-async",
            new Redelivery.Limits(event.config().retries(), event.config().maximumAge()),
            () -> attempt(event, received),
            (outcome, times) ->
                switch (outcome) {
                  case Outcome.Deferred<InvocationResult> _ ->
                      Redelivery.doubled(FIRST_THROTTLE, LONGEST_THROTTLE, times);
                  case Outcome.Refused<InvocationResult> _, Outcome.Taken<InvocationResult> _ ->
                      Duration.ofMinutes(times);
                },
            (last, why, _) ->
                giveUp(
                    event,
                    switch (why) {
                      case RETRIES -> "RetriesExhausted";
                      case AGE -> "EventAgeExceeded";
                    },
                    last))
        .start();
  }

  private Outcome<InvocationResult> attempt(Event event, Instant received)
      throws InterruptedException {
    event
        .metrics()
        .eventAttempted(Duration.between(received, ground.time().clock().instant()).toMillis());
    return outcome(invoker.invoke(event.function(), event.payload(), event.trace()));
  }

  private static Outcome<InvocationResult> outcome(InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered _ -> new Outcome.Taken<>();
      case InvocationResult.Failed _ -> new Outcome.Refused<>(result);
      case InvocationResult.Throttled _ -> new Outcome.Deferred<>(result);
    };
  }

  private void giveUp(Event event, String condition, InvocationResult last) {
    FunctionConfig called = event.called();
    event.metrics().eventDropped();
    ground.errors().note(called.logicalId(), "an asynchronous event was given up: " + condition);
    if (event.config().onFailure().isPresent()) {
      try {
        destinations.call(
            event.config().onFailure().get(),
            Call.of(document(event, condition, last), Arns.account(called.arn())));
      } catch (NotTakenException e) {
        event.metrics().notDelivered();
        ground.errors().note(called.logicalId(), "a failed event was lost: " + e.getMessage());
      }
    }
  }

  private static String document(Event event, String condition, InvocationResult last) {
    String response =
        last instanceof InvocationResult.Failed failed
            ? new String(failed.payload(), StandardCharsets.UTF_8)
            : "null";
    return "{\"version\":\"1.0\",\"requestContext\":{\"functionArn\":\""
        + event.called().arn()
        + "\",\"condition\":\""
        + condition
        + "\"},\"requestPayload\":"
        + new String(event.payload(), StandardCharsets.UTF_8)
        + ",\"responsePayload\":"
        + response
        + "}";
  }
}
