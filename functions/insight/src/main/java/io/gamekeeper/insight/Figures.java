package io.gamekeeper.insight;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of the collector: how far the events are counted, and what is counted of the minutes
 * and days that are not over. All earlier minutes are closed. What arrives after its minute was
 * closed counts in the first minute that is open: late, but once.
 */
public final class Figures {
  /** CloudWatch takes points of the last two weeks; an hour less leaves time to send them. */
  static final Duration TAKEN = Duration.ofDays(14).minusHours(1);

  private static final Comparator<Map.Entry<String, Day.Revenue>> MOST_USED_FIRST =
      Comparator.comparingLong((Map.Entry<String, Day.Revenue> paid) -> paid.getValue().purchases())
          .reversed()
          .thenComparing(Map.Entry::getKey);

  private final long version;
  private String position;
  private Instant open;
  private final SortedMap<Instant, Minute> minutes;
  private final SortedMap<LocalDate, Day> days;
  private Optional<Outgoing> outgoing;

  /**
   * Creates figures as they were kept.
   *
   * @param version counts how often figures were kept
   * @param position up to where the session feed is counted
   * @param open beginning of the first minute that is open
   * @param outgoing the points that leave, or left, last
   */
  public Figures(
      long version,
      String position,
      Instant open,
      Map<Instant, Minute> minutes,
      Map<LocalDate, Day> days,
      Optional<Outgoing> outgoing) {
    this.version = version;
    this.position = position;
    this.open = open;
    this.minutes = new TreeMap<>(minutes);
    this.days = new TreeMap<>(days);
    this.outgoing = outgoing;
  }

  /** Returns the figures before the first event. */
  static Figures beginning(Instant now) {
    return new Figures(
        0,
        SessionFeed.BEGINNING,
        now.truncatedTo(ChronoUnit.MINUTES),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  /** Returns the same figures, as those that follow these. */
  Figures next() {
    return new Figures(version + 1, position, open, minutes, days, outgoing);
  }

  public long version() {
    return version;
  }

  public String position() {
    return position;
  }

  public Instant open() {
    return open;
  }

  public SortedMap<Instant, Minute> minutes() {
    return Collections.unmodifiableSortedMap(minutes);
  }

  public SortedMap<LocalDate, Day> days() {
    return Collections.unmodifiableSortedMap(days);
  }

  public Optional<Outgoing> outgoing() {
    return outgoing;
  }

  void leave(Optional<Outgoing> points) {
    outgoing = points;
  }

  void countedTo(String there) {
    position = there;
  }

  /**
   * Returns the moment at which an event counts: no earlier than what is open, no later than now.
   */
  private Instant moment(Instant at, Instant now) {
    Instant latest = now.isBefore(open) ? open : now;
    return at.isBefore(open) ? open : at.isAfter(latest) ? latest : at;
  }

  private Minute minute(Instant moment) {
    return minutes.computeIfAbsent(moment.truncatedTo(ChronoUnit.MINUTES), _ -> new Minute());
  }

  private Day day(LocalDate day) {
    return days.computeIfAbsent(day, _ -> new Day());
  }

  private static LocalDate dayOf(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  /**
   * Counts an event.
   *
   * @param known what was remembered of the player
   * @return what is to be remembered; the same if nothing changed
   */
  PlayerRecord count(SessionEvent event, Optional<PlayerRecord> known, Instant now) {
    Instant moment = moment(event.at(), now);
    LocalDate today = dayOf(moment);
    Minute minute = minute(moment);
    event.length().ifPresent(length -> minute.sessionEnded(event.player(), length));
    if (known.isEmpty()) {
      minute.registered();
    } else if (!today.isAfter(known.get().last())) {
      return known.get();
    }
    Activity.count(known.map(PlayerRecord::last), today, this::day);
    return new PlayerRecord(known.map(PlayerRecord::first).orElse(moment), today);
  }

  /**
   * Counts what became of a purchase, by how it differs from what was counted of it. The first that
   * is heard of a purchase counts it as completed, whatever it is: a refund may overtake the grant.
   *
   * @return what is to be remembered; the same if the event is no news
   */
  PurchaseRecord count(PurchaseEvent event, Optional<PurchaseRecord> known, Instant now) {
    if (known.isPresent() && known.get().version() >= event.version()) {
      return known.get();
    }
    Instant moment = moment(event.at(), now);
    if (known.isEmpty()) {
      minute(moment).purchased();
    }
    if (event.money()) {
      day(dayOf(moment))
          .paid(
              event.currency(),
              known.isEmpty(),
              event.netMinorUnits() - known.map(PurchaseRecord::netMinorUnits).orElse(0L));
    }
    return new PurchaseRecord(event.version(), event.netMinorUnits());
  }

  /**
   * Closes minutes that are over, as many as fit into one call, and returns their points. Minutes
   * that CloudWatch would no longer take have none.
   *
   * @param end events of before it are counted
   */
  List<Point> close(Instant end, Instant now, MetricSink sink) {
    List<Point> closed = new ArrayList<>();
    long bytes = 0;
    while (!open.plus(1, ChronoUnit.MINUTES).isAfter(end)) {
      List<Point> more = now.minus(TAKEN).isAfter(open) ? List.of() : points();
      long size = more.stream().mapToLong(sink::bytes).sum();
      if (closed.size() + more.size() > sink.mostPoints() || bytes + size > sink.mostBytes()) {
        break;
      }
      closed.addAll(more);
      bytes += size;
      minutes.remove(open);
      open = open.plus(1, ChronoUnit.MINUTES);
      days.headMap(dayOf(open)).clear();
    }
    return closed;
  }

  /** Returns the points of the first open minute, and of its day if it is the day's last. */
  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    Minute minute = minutes.getOrDefault(open, new Minute());
    points.add(
        Point.of(GameMetric.NEW_PLAYER_REGISTRATIONS, open, (double) minute.registrations()));
    points.add(Point.of(GameMetric.TRANSACTION_VOLUME, open, (double) minute.purchases()));
    if (minute.sessions() > 0) {
      points.add(
          new Point(
              GameMetric.AVERAGE_SESSION_DURATION,
              Optional.empty(),
              open,
              minute.sessions(),
              minute.seconds(),
              minute.shortest(),
              minute.longest()));
    }
    LocalDate today = dayOf(open);
    if (!today.equals(dayOf(open.plus(1, ChronoUnit.MINUTES)))) {
      Day day = days.getOrDefault(today, new Day());
      day.churnPercent()
          .ifPresent(percent -> points.add(Point.of(GameMetric.PLAYER_CHURN_RATE, open, percent)));
      if (day.active() > 0) {
        day.revenue().entrySet().stream()
            .sorted(MOST_USED_FIRST)
            .limit(GameMetric.MOST_CURRENCIES)
            .forEach(
                paid ->
                    points.add(
                        Point.of(
                            GameMetric.ARPU,
                            paid.getKey(),
                            open,
                            units(paid.getKey(), paid.getValue().minorUnits()) / day.active())));
      }
    }
    return points;
  }

  private static double units(String currency, long minorUnits) {
    int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    return BigDecimal.valueOf(minorUnits, digits).doubleValue();
  }
}
