package io.gamekeeper.insight;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything around a collector, in memory; a run can die at each of its calls. */
final class MemoryWorld implements SessionFeed, PurchaseInbox, Books, MetricSink {
  /** Thrown where a run dies. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  Instant now = Instant.parse("2026-06-01T12:00:00Z");
  final List<SessionEvent> stream = new ArrayList<>();
  final SortedMap<String, PurchaseEvent> inbox = new TreeMap<>();
  final Map<String, PlayerRecord> players = new HashMap<>();
  final Map<String, PurchaseRecord> purchases = new HashMap<>();

  /** What CloudWatch has, call by call. */
  final List<List<Point>> taken = new ArrayList<>();

  Optional<Figures> kept = Optional.empty();
  int mostPoints = 1_000;

  /** The number of moments that a run survives. */
  int lifetime = Integer.MAX_VALUE;

  /** What the sink throws, once, before or after it has taken the points. */
  Optional<RuntimeException> failure = Optional.empty();

  boolean takesBeforeItFails;

  Collector.Report run() {
    return new Collector(this, this, this, this, () -> now).run(() -> true);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void joins(String player) {
    stream.add(new SessionEvent("0-1", player, now, Optional.empty()));
  }

  void leaves(String player, Duration length) {
    stream.add(new SessionEvent("0-1", player, now, Optional.of(length)));
  }

  void deliver(PurchaseEvent event) {
    inbox.put(event.key(), event);
  }

  /** All points of a metric, in the order in which they were taken. */
  List<Point> points(GameMetric metric) {
    return taken.stream().flatMap(List::stream).filter(point -> point.metric() == metric).toList();
  }

  double sum(GameMetric metric) {
    return points(metric).stream().mapToDouble(Point::sum).sum();
  }

  private void moment() {
    if (lifetime-- <= 0) {
      throw new Died();
    }
  }

  @Override
  public Page after(String position, int limit) {
    moment();
    int from = position.equals(BEGINNING) ? 0 : Integer.parseInt(position);
    int to = Math.min(stream.size(), from + limit);
    return new Page(
        stream.subList(from, to),
        to == from ? position : Integer.toString(to),
        to < stream.size(),
        false);
  }

  @Override
  public List<PurchaseEvent> oldest(int limit) {
    moment();
    return inbox.values().stream().limit(limit).toList();
  }

  @Override
  public Optional<Figures> figures() {
    moment();
    return kept.map(MemoryWorld::copy);
  }

  @Override
  public Map<String, PlayerRecord> players(Set<String> asked) {
    moment();
    Map<String, PlayerRecord> found = new HashMap<>(players);
    found.keySet().retainAll(asked);
    return found;
  }

  @Override
  public Map<String, PurchaseRecord> purchases(Set<String> asked) {
    moment();
    Map<String, PurchaseRecord> found = new HashMap<>(purchases);
    found.keySet().retainAll(asked);
    return found;
  }

  @Override
  public void keep(Figures figures, long version, Changes changes) {
    moment();
    if (kept.map(Figures::version).orElse(0L) != version) {
      throw new OtherRunException(new IllegalStateException());
    }
    kept = Optional.of(copy(figures));
    players.putAll(changes.players());
    purchases.putAll(changes.purchases());
    inbox.keySet().removeAll(changes.counted());
    moment();
  }

  @Override
  public int mostPoints() {
    return mostPoints;
  }

  @Override
  public long mostBytes() {
    return 1_000_000;
  }

  @Override
  public long bytes(Point point) {
    return 700;
  }

  @Override
  public void send(List<Point> points) {
    moment();
    Optional<RuntimeException> fails = failure;
    failure = Optional.empty();
    if (fails.isEmpty() || takesBeforeItFails) {
      taken.add(List.copyOf(points));
    }
    fails.ifPresent(
        thrown -> {
          throw thrown;
        });
    moment();
  }

  private static Figures copy(Figures from) {
    Map<Instant, Minute> minutes = new HashMap<>();
    from.minutes()
        .forEach(
            (at, minute) ->
                minutes.put(
                    at,
                    new Minute(
                        minute.registrations(),
                        minute.purchases(),
                        minute.sessions(),
                        minute.seconds(),
                        minute.shortest(),
                        minute.longest(),
                        minute.ended())));
    Map<LocalDate, Day> days = new HashMap<>();
    from.days()
        .forEach(
            (at, day) ->
                days.put(at, new Day(day.active(), day.before(), day.stayed(), day.revenue())));
    return new Figures(
        from.version(), from.position(), from.open(), minutes, days, from.outgoing());
  }
}
