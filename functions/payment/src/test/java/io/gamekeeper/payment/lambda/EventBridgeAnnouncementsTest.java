package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

final class EventBridgeAnnouncementsTest {
  private final Bus bus = new Bus();
  private final FakePlatform platform = new FakePlatform();
  private final EventBridgeAnnouncements announcements =
      new EventBridgeAnnouncements(bus, "game", new Telemetry(platform));

  @Test
  void anEventSaysWhatItsContractSays() {
    announcements.publish(events(1));

    PutEventsRequestEntry entry = bus.requests.getFirst().entries().getFirst();
    assertThat(entry.eventBusName()).isEqualTo("game");
    assertThat(entry.source()).isEqualTo("gamekeeper.payment");
    assertThat(entry.detailType()).isEqualTo("purchase.refunded");
    assertThat(entry.time()).isEqualTo(Instant.parse("2026-11-21T10:00:00.5Z"));
    assertThat(entry.detail())
        .isEqualTo(
            "{\"eventId\":\"e0\",\"purchaseId\":\"p0\",\"version\":1,\"player\":\"ann\","
                + "\"sku\":\"sword\",\"quantity\":3,\"store\":\"wallet\","
                + "\"price\":{\"currency\":\"gems\",\"minorUnits\":30},\"test\":false,"
                + "\"refundedPercent\":100.0,"
                + "\"traceId\":\"t\",\"at\":\"2026-11-21T10:00:00.500Z\"}");
  }

  @Test
  void thePurchaseGoesOnInItsTraceAndWhatHappensLaterDoesNot() {
    String trace = "1-5c536348-3d683b8b04734faae651f476";
    String reference = trace + ";Parent=53995c3f42cd8ad8;Sampled=1";

    announcements.publish(
        List.of(event(0, 0, reference), event(1, 1, reference), event(2, 0, "request-1")));

    List<PutEventsRequestEntry> entries = bus.requests.getFirst().entries();
    assertThat(entries)
        .extracting(PutEventsRequestEntry::traceHeader)
        .containsExactly("Root=" + reference, null, null);
    assertThat(entries.getFirst().detail()).contains("\"traceId\":\"" + trace + "\"");
  }

  @Test
  void tenGoInOneRequest() {
    assertThat(announcements.publish(events(25))).isEmpty();

    assertThat(bus.requests.stream().map(request -> request.entries().size()))
        .containsExactly(10, 10, 5);
  }

  @Test
  void whatTheBusDoesNotTakeIsNamed() {
    bus.refused = Set.of("e3", "e11");

    assertThat(announcements.publish(events(12))).containsExactlyInAnyOrder("e3", "e11");
  }

  @Test
  void afterARequestThatDidNotGetThroughNoneIsSent() {
    bus.unreachableFrom = 1;

    Set<String> failed = announcements.publish(events(25));

    assertThat(failed).hasSize(15).doesNotContain("e0", "e9").contains("e10", "e24");
    assertThat(bus.requests).hasSize(2);
  }

  private static List<Announcement> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> event(i, 1, "t")).toList();
  }

  private static Announcement event(int number, int version, String trace) {
    return new Announcement(
        "e" + number,
        GameEvent.PURCHASE_REFUNDED,
        Instant.parse("2026-11-21T10:00:00.5Z"),
        trace,
        "ann",
        "p" + number,
        version,
        "sword",
        3,
        Store.WALLET,
        new Price("gems", 30),
        false,
        Share.ALL);
  }

  private static final class Bus implements EventBridgeClient {
    final List<PutEventsRequest> requests = new ArrayList<>();
    Set<String> refused = Set.of();
    int unreachableFrom = Integer.MAX_VALUE;

    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
      requests.add(request);
      if (requests.size() > unreachableFrom) {
        throw SdkClientException.create("no connection");
      }
      return PutEventsResponse.builder()
          .entries(request.entries().stream().map(this::result).toList())
          .build();
    }

    private PutEventsResultEntry result(PutEventsRequestEntry entry) {
      boolean isRefused =
          refused.stream().anyMatch(id -> entry.detail().contains("\"" + id + "\""));
      return isRefused
          ? PutEventsResultEntry.builder().errorCode("InternalFailure").build()
          : PutEventsResultEntry.builder().eventId("bus-id").build();
    }

    @Override
    public String serviceName() {
      return "events";
    }

    @Override
    public void close() {}
  }
}
