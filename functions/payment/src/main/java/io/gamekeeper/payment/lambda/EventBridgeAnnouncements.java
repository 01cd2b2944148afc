package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.trace.TraceHeader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** The event bus in EventBridge; {@link PurchaseEvent} is the content of an event. */
final class EventBridgeAnnouncements implements Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(EventBridgeAnnouncements.class);

  /** The most events that PutEvents takes. */
  private static final int BATCH = 10;

  private final EventBridgeClient bridge;
  private final String bus;
  private final Telemetry telemetry;
  private final RemoteCall call;

  EventBridgeAnnouncements(EventBridgeClient bridge, String bus, Telemetry telemetry) {
    this.bridge = bridge;
    this.bus = bus;
    this.telemetry = telemetry;
    this.call = RemoteCall.aws("EventBridge", "PutEvents", bus);
  }

  /**
   * Publishes in batches. After a batch that did not get through, the rest is not tried and counts
   * as not taken.
   */
  @Override
  public Set<String> publish(List<Announcement> events) {
    Set<String> failed = new HashSet<>();
    boolean reachable = true;
    for (int from = 0; from < events.size(); from += BATCH) {
      List<Announcement> batch = events.subList(from, Math.min(from + BATCH, events.size()));
      reachable = reachable && publishBatch(batch, failed);
      if (!reachable) {
        batch.forEach(event -> failed.add(event.id()));
      }
    }
    return failed;
  }

  /** Returns whether the bus answered. */
  private boolean publishBatch(List<Announcement> batch, Set<String> failed) {
    if (!telemetry.hasTimeForACall()) {
      return false;
    }
    PutEventsRequest request =
        PutEventsRequest.builder().entries(batch.stream().map(this::entry).toList()).build();
    PutEventsResponse response;
    try {
      response = telemetry.traced(call, () -> bridge.putEvents(request));
    } catch (SdkException e) {
      LOG.warn("The event bus does not take {} events: {}", batch.size(), e.toString());
      return false;
    }
    List<PutEventsResultEntry> results = response.entries();
    for (int i = 0; i < batch.size(); i++) {
      // An event without a result of its own may not have got through.
      PutEventsResultEntry result = i < results.size() ? results.get(i) : null;
      if (result == null || result.eventId() == null) {
        String id = batch.get(i).id();
        LOG.warn(
            "The event bus did not take event {}: {}",
            id,
            result == null ? "no result" : result.errorCode());
        failed.add(id);
      } else if (batch.get(i).event() != GameEvent.PURCHASE_COMPLETED && !batch.get(i).test()) {
        telemetry.count(GameMetric.PURCHASES_REFUNDED);
      }
    }
    return true;
  }

  private PutEventsRequestEntry entry(Announcement announcement) {
    PutEventsRequestEntry.Builder entry = PutEventsRequestEntry.builder();
    TraceHeader trace = TraceHeader.stored(announcement.trace());
    // What happens to a purchase later, when its trace may be long over, is no part of that.
    if (trace != null && announcement.version() == 0) {
      entry.traceHeader(trace.text());
    }
    return entry
        .eventBusName(bus)
        .source(GameEvent.PAYMENT)
        .detailType(announcement.event().detailType())
        .time(announcement.at())
        .detail(PurchaseEvent.of(announcement).json())
        .build();
  }
}
