package io.gamekeeper.insight;

import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts players' events and sends what is complete. Each event counts once, wherever a run is
 * broken off: what is counted and the position up to which it is counted are kept together. Each
 * point is sent at most once, because CloudWatch adds up what it is sent twice: it is claimed when
 * its minute is closed, and a claim that nobody has confirmed is not sent again.
 */
public final class Collector {
  /**
   * How long after its end a minute is closed: game servers report each second, and the outbox is
   * published each second.
   */
  static final Duration LATE = Duration.ofSeconds(60);

  /**
   * Events in one transaction, which holds 100 items: of each player one, of each purchase one and
   * its event, and the figures.
   */
  static final int SESSIONS = 49;

  static final int PURCHASES = 25;

  private final SessionFeed feed;
  private final PurchaseInbox inbox;
  private final Books books;
  private final MetricSink sink;
  private final InstantSource clock;

  public Collector(
      SessionFeed feed, PurchaseInbox inbox, Books books, MetricSink sink, InstantSource clock) {
    this.feed = feed;
    this.inbox = inbox;
    this.books = books;
    this.sink = sink;
    this.clock = clock;
  }

  /**
   * What a run did.
   *
   * @param events how many it counted
   * @param sent how many points CloudWatch has taken
   * @param uncertain of how many points nobody knows whether CloudWatch has them
   * @param refused why CloudWatch took none of a call, which the next run repeats
   */
  public record Report(int events, int sent, int uncertain, Optional<String> refused) {}

  /**
   * Counts the events that have arrived and sends the points of the minutes that are complete.
   *
   * @param hasTime whether there is time for another step
   * @throws OtherRunException if another run counts at the same time; what this one has sent, the
   *     other does not send
   */
  public Report run(BooleanSupplier hasTime) {
    return new Run(books.figures().orElseGet(() -> Figures.beginning(clock.instant())))
        .all(hasTime);
  }

  private final class Run {
    private Figures figures;
    private int events;
    private int sent;
    private int uncertain;
    private Optional<String> refused = Optional.empty();

    private Run(Figures figures) {
      this.figures = figures;
    }

    private Report all(BooleanSupplier hasTime) {
      boolean more = finishEarlier();
      while (more && hasTime.getAsBoolean()) {
        more = step();
      }
      return new Report(events, sent, uncertain, refused);
    }

    /** Deals with the points that an earlier run left; returns whether there is more to do. */
    private boolean finishEarlier() {
      Optional<Outgoing> left = figures.outgoing();
      if (left.isEmpty()) {
        return true;
      }
      if (left.get().claimed()) {
        // That run broke off, before or after they were taken.
        uncertain += left.get().points().size();
        figures.leave(Optional.empty());
        keep(Books.Changes.NONE);
        return true;
      }
      Instant oldest = clock.instant().minus(Figures.TAKEN);
      List<Point> points =
          left.get().points().stream().filter(point -> point.at().isAfter(oldest)).toList();
      figures.leave(points.isEmpty() ? Optional.empty() : Optional.of(new Outgoing(points, true)));
      keep(Books.Changes.NONE);
      return points.isEmpty() || send();
    }

    /** Counts some events and closes minutes; returns whether there is more to do. */
    private boolean step() {
      Instant now = clock.instant();
      SessionFeed.Page sessions = feed.after(figures.position(), SESSIONS);
      List<PurchaseEvent> purchases = inbox.oldest(PURCHASES);
      boolean allSessions = sessions.events().size() < SESSIONS;
      boolean allPurchases = purchases.size() < PURCHASES;
      Books.Changes changes =
          new Books.Changes(
              count(sessions.events(), now),
              countPurchases(purchases, now),
              purchases.stream().map(PurchaseEvent::key).collect(Collectors.toSet()));
      figures.countedTo(sessions.position());
      events += sessions.events().size() + purchases.size();

      Instant heard = allSessions ? now : sessions.events().getLast().at();
      if (!allPurchases && purchases.getLast().at().isBefore(heard)) {
        heard = purchases.getLast().at();
      }
      Instant end = heard.isAfter(now) ? now.minus(LATE) : heard.minus(LATE);
      List<Point> closed = figures.close(end, now, sink);
      boolean allClosed = figures.open().plus(1, ChronoUnit.MINUTES).isAfter(end);
      figures.leave(closed.isEmpty() ? Optional.empty() : Optional.of(new Outgoing(closed, true)));
      keep(changes);
      return (closed.isEmpty() || send()) && !(allSessions && allPurchases && allClosed);
    }

    /** Sends the claimed points; returns whether CloudWatch takes more. */
    private boolean send() {
      List<Point> points = figures.outgoing().orElseThrow().points();
      try {
        sink.send(points);
        sent += points.size();
        figures.leave(Optional.empty());
      } catch (OutcomeUnknownException e) {
        uncertain += points.size();
        figures.leave(Optional.empty());
      } catch (MetricsRefusedException e) {
        refused = Optional.of(String.valueOf(e.getMessage()));
        figures.leave(Optional.of(new Outgoing(points, false)));
      }
      keep(Books.Changes.NONE);
      return refused.isEmpty();
    }

    private Map<String, PlayerRecord> count(List<SessionEvent> happened, Instant now) {
      return counted(
          happened,
          SessionEvent::player,
          books::players,
          (event, known) -> figures.count(event, known, now));
    }

    private Map<String, PurchaseRecord> countPurchases(List<PurchaseEvent> happened, Instant now) {
      return counted(
          happened,
          PurchaseEvent::purchase,
          books::purchases,
          (event, known) -> figures.count(event, known, now));
    }

    /**
     * Counts events in their order; returns the records that they changed.
     *
     * @param id of the record that an event is about
     * @param read reads the records that are known
     * @param count counts an event, and returns its record after it
     */
    private static <E, R> Map<String, R> counted(
        List<E> happened,
        Function<E, String> id,
        Function<Set<String>, Map<String, R>> read,
        BiFunction<E, Optional<R>, R> count) {
      Map<String, R> known =
          new HashMap<>(read.apply(happened.stream().map(id).collect(Collectors.toSet())));
      Map<String, R> changed = new HashMap<>();
      for (E event : happened) {
        Optional<R> before = Optional.ofNullable(known.get(id.apply(event)));
        R after = count.apply(event, before);
        if (before.isEmpty() || !before.get().equals(after)) {
          known.put(id.apply(event), after);
          changed.put(id.apply(event), after);
        }
      }
      return changed;
    }

    /** Keeps the figures; what follows goes on from what is kept. */
    private void keep(Books.Changes changes) {
      long version = figures.version();
      figures = figures.next();
      books.keep(figures, version, changes);
    }
  }
}
