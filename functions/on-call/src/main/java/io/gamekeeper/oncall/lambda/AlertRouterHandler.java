package io.gamekeeper.oncall.lambda;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.contract.StageNames;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.queue.Incoming;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.queue.QueueBatch;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes alarms from their queue, and hints that a group or a page is due. A message is gone from
 * the queue when what it says is kept; one that nobody can read ends among the dead letters.
 */
public final class AlertRouterHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertRouterHandler.class);

  /** How long an invocation begins to send: half of what it may take. */
  private static final Duration BEGINS_FOR = TimeLimit.BATCH.duration().dividedBy(2);

  private final Telemetry telemetry;
  private final InstantSource clock;
  private final StageNames names;
  private final OnCall onCall;

  /** Called by Lambda. */
  public AlertRouterHandler() {
    this(Platform.lambda());
  }

  public AlertRouterHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    clock = platform.clock();
    names = new StageNames(OnCallEnvironment.from(platform.environment()).stage());
    onCall = OnCall.of(platform, telemetry);
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> {
          Instant until = clock.instant().plus(BEGINS_FOR);
          Map<String, Incoming> read = new LinkedHashMap<>();
          for (SQSMessage message : batch.getRecords()) {
            read.put(message.getMessageId(), Incoming.read(message.getBody(), names));
          }
          Set<String> failed = keep(read.values());
          return QueueBatch.handle(
              telemetry,
              batch,
              message ->
                  done(
                      message.getMessageId(),
                      requireNonNull(read.get(message.getMessageId())),
                      failed,
                      until));
        });
  }

  /**
   * Keeps all alerts of a batch at once: a storm changes each group once, not once for each.
   *
   * @return the keys of those that are not kept
   */
  private Set<String> keep(Collection<Incoming> messages) {
    return onCall
        .desk()
        .arrived(
            messages.stream()
                .filter(Incoming.Changed.class::isInstance)
                .map(changed -> ((Incoming.Changed) changed).alert())
                .toList());
  }

  /** Returns whether a message needs no further delivery. */
  private boolean done(String id, Incoming message, Set<String> failed, Instant until) {
    return switch (message) {
      case Incoming.Changed(Alert alert) -> !failed.contains(alert.key());
      case Incoming.Look(String group) ->
          hint(
              until,
              () ->
                  onCall
                      .desk()
                      .look(group)
                      .ifPresent(page -> onCall.postOffice().send(page, until)));
      case Incoming.Send(String page) -> hint(until, () -> onCall.postOffice().send(page, until));
      case Incoming.Malformed(String why) -> {
        LOG.error("Message {} is no alarm: {}", id, why);
        yield false;
      }
    };
  }

  /** Follows a hint if there is time; the look of the next minute makes up for what fails. */
  private boolean hint(Instant until, Runnable work) {
    if (clock.instant().isBefore(until)) {
      try {
        work.run();
      } catch (RuntimeException e) { // whatever it is
        LOG.warn("Nothing came of a hint", e);
      }
    }
    return true;
  }
}
