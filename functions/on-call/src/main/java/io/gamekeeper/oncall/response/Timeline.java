package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Delivery;
import io.gamekeeper.oncall.page.Page;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened in an incident: what was kept of it, and the messages that were sent of it. */
public final class Timeline {
  private static final int MOST_NAMES = 3;

  private final AlertBook book;
  private final InstantSource clock;

  public Timeline(AlertBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  /** Returns all that happened in an incident, the oldest first. */
  public List<Entry> of(Incident incident) {
    Instant end = incident.closed() == null ? clock.instant() : incident.closed().at();
    return Stream.concat(
            book.timeline(incident.id()).stream(),
            Stream.concat(
                    book.onTheirWay().stream(),
                    book.over(incident.opened(), end, Integer.MAX_VALUE).stream())
                .filter(page -> incident.id().equals(page.notification().incident()))
                .flatMap(Timeline::entries))
        .sorted(Comparator.comparing(Entry::at).thenComparing(Entry::kind))
        .toList();
  }

  /** Returns when somebody was told first; empty if nobody was. */
  static Optional<Instant> firstTold(List<Entry> timeline) {
    return first(timeline, Kind.MESSAGE);
  }

  /** Returns when somebody took it on first; empty if nobody did. */
  static Optional<Instant> firstTaken(List<Entry> timeline) {
    return first(timeline, Kind.ACKNOWLEDGED);
  }

  private static Optional<Instant> first(List<Entry> timeline, Kind kind) {
    return timeline.stream().filter(entry -> entry.kind() == kind).map(Entry::at).findFirst();
  }

  private static Stream<Entry> entries(Page page) {
    Notification told = page.notification();
    return Stream.concat(
        Stream.of(
            new Entry(
                told.at(),
                Kind.PAGE,
                null,
                Stream.of(
                        said(told.firing(), "fires", "fire"),
                        said(told.resolved(), "is over", "are over"))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(", ", "To be told: ", "")),
                "to %s, by route %s".formatted(page.receiver(), page.route()))),
        page.deliveries().stream()
            .filter(delivery -> delivery.attempts() > 0)
            .map(delivery -> entry(delivery, told.at())));
  }

  private static Optional<String> said(List<Alert> alerts, String one, String several) {
    if (alerts.isEmpty()) {
      return Optional.empty();
    }
    String names =
        alerts.stream()
            .limit(MOST_NAMES)
            .map(alert -> alert.label(Alert.ALARM))
            .collect(Collectors.joining(", "));
    int more = alerts.size() - MOST_NAMES;
    return Optional.of(
        "%s%s %s"
            .formatted(
                names,
                more > 0 ? " and %d more".formatted(more) : "",
                alerts.size() == 1 ? one : several));
  }

  private static Entry entry(Delivery delivery, Instant told) {
    String channel = delivery.channel().name().toLowerCase(Locale.ROOT);
    return switch (delivery.state()) {
      case ACCEPTED ->
          new Entry(
              delivery.next(),
              Kind.MESSAGE,
              null,
              "%s to %s was sent".formatted(channel, delivery.person()),
              delivery.attempts() == 1 ? "" : "at attempt " + delivery.attempts());
      case FAILED ->
          new Entry(
              delivery.next(),
              Kind.FAILED_MESSAGE,
              null,
              "%s to %s was not sent".formatted(channel, delivery.person()),
              delivery.detail());
      case WAITING ->
          new Entry(
              told,
              Kind.FAILED_MESSAGE,
              null,
              "%s to %s is tried again at %s"
                  .formatted(
                      channel, delivery.person(), delivery.next().truncatedTo(ChronoUnit.SECONDS)),
              delivery.detail());
    };
  }
}
