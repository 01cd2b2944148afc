package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.SessionEvents.End;
import io.gamekeeper.event.SessionEvents.Report;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Game servers' reports from their stream to the players' log. A run can die at each of its calls,
 * before the call has its effect or after it, a call can fail so, and another run can do everything
 * meanwhile. Each report is in the log once.
 */
final class SessionEventsTest {
  /** Reports of a run: two whole steps and a part of one. */
  private static final int REPORTS = 2 * SessionEvents.AT_ONCE + 15;

  private static final Duration LENGTH = Duration.ofMillis(90_500);

  /** What happens at the chosen call. */
  private enum Fault {
    DIES_BEFORE,
    DIES_AFTER,
    FAILS_BEFORE,
    FAILS_AFTER,
    OTHER_RUN
  }

  /** The function is gone; nothing in it handles that. */
  private static final class FunctionDied extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void whereverARunEndsEachReportIsInTheLogOnce() {
    for (Fault fault : Fault.values()) {
      int moments = 0;
      World world;
      do {
        world = new World(fault, moments);
        world.reports(REPORTS);
        world.runUntilDone();
        assertThat(world.appended)
            .as("%s at call %s", fault, moments)
            .containsExactlyInAnyOrderElementsOf(world.expected());
        assertThat(world.position).isEqualTo(world.stream.getLast().id());
        moments++;
      } while (world.happened);
      assertThat(moments).as("calls at which something can happen").isGreaterThan(25);
    }
  }

  @Test
  void aReportIsReceivedWhenItHappenedOrArrivedAndQueuedLater() {
    World world = new World();
    Instant now = world.time.instant();
    world.report("ann", now, Optional.empty(), now.plusMillis(800));
    world.report("ann", now.plusSeconds(3), Optional.of(LENGTH), now.plusSeconds(2));
    world.time.advance(Duration.ofMinutes(1));

    assertThat(world.run()).isEqualTo(new Report(2, 0, 0, new End.Done()));

    EventMessage message = world.queue.getFirst();
    assertThat(message.events())
        .extracting(PlayerEvent::received)
        .containsExactly(now, now.plusSeconds(2));
    assertThat(message.latency(world.time.instant())).isZero();
    PlayerEvent logout = message.events().getLast();
    assertThat(logout.at()).isEqualTo(now.plusSeconds(3));
    assertThat(logout.data().toString()).isEqualTo("{\"duration_seconds\":90.5}");
  }

  @Test
  void whatHappenedBeforeAnErasureDoesNotComeBackAfterIt() {
    World world = new World();
    Instant now = world.time.instant();
    world.report("ann", now, Optional.empty(), now.plusMillis(800));
    world.erased = now.plusMillis(500);
    world.report("ann", now.plusSeconds(1), Optional.of(LENGTH), now.plusSeconds(2));
    world.time.advance(Duration.ofMinutes(1));

    world.runUntilDone();

    assertThat(world.appended)
        .singleElement()
        .satisfies(kept -> assertThat(kept).startsWith("logout "));
  }

  @Test
  void nothingLeavesTheStreamWhileTheQueueIsFull() {
    World world = new World();
    world.reports(3);
    world.depth = World.FULL;

    assertThat(world.run()).isEqualTo(new Report(0, 0, 0, new End.Full()));
    assertThat(world.position).isEqualTo(SessionFeed.BEGINNING);
    assertThat(world.queue).isEmpty();

    world.depth = World.FULL - 1;
    world.time.advance(QueueGauge.BETWEEN);
    assertThat(world.run()).isEqualTo(new Report(3, 0, 0, new End.Done()));
  }

  @Test
  void aRunWithoutTimeLeavesTheRest() {
    World world = new World();
    world.reports(REPORTS);
    int[] steps = {2};

    assertThat(world.run(() -> steps[0]-- > 0))
        .isEqualTo(new Report(2 * SessionEvents.AT_ONCE, 0, 0, new End.OutOfTime()));
    assertThat(world.run()).isEqualTo(new Report(15, 0, 0, new End.Done()));
    assertThat(world.run()).isEqualTo(new Report(0, 0, 0, new End.Done()));
  }

  @Test
  void aReportThatBreaksARuleIsPassedOver() {
    World world = new World();
    Instant now = world.time.instant();
    world.report("a b", now, Optional.empty(), now);
    world.report("ann", now.plus(Duration.ofHours(1)), Optional.empty(), now);
    world.report("ann", now, Optional.of(Duration.ofMillis(-1)), now);
    world.report("ann", Instant.ofEpochMilli(Long.MAX_VALUE), Optional.empty(), now);
    world.report("bob", now, Optional.empty(), now);

    assertThat(world.run()).isEqualTo(new Report(1, 4, 0, new End.Done()));
    assertThat(world.queue.getFirst().events())
        .extracting(PlayerEvent::player)
        .containsExactly("bob");
  }

  @Test
  void reportsThatLeftTheStreamUnreadAreTold() {
    World world = new World();
    world.reports(5);
    world.run();
    world.reports(5);
    world.stream.subList(0, 7).clear();

    assertThat(world.run()).isEqualTo(new Report(3, 0, 1, new End.Done()));
    assertThat(world.run()).isEqualTo(new Report(0, 0, 0, new End.Done()));
  }

  /** A stream, its position, a queue and a log; one fault at one call. */
  private static final class World implements SessionFeed, SessionPosition, EventQueue {
    private static final int FULL = 9;

    private final Fault fault;
    private int callsLeft;
    private boolean happened;

    private final VirtualTime time = new VirtualTime();
    private final List<SessionEvent> stream = new ArrayList<>();
    private final List<EventMessage> queue = new ArrayList<>();
    private final Map<String, PlayerEvent> log = new HashMap<>();
    private final List<String> appended = new ArrayList<>();
    private final Listeners listeners = ListenersFile.packaged();
    private QueueGauge gauge = gauge();
    private String position = BEGINNING;
    private Instant erased = Instant.EPOCH;
    private int depth;
    private int added;

    World() {
      this(Fault.DIES_BEFORE, Integer.MAX_VALUE);
    }

    World(Fault fault, int callsLeft) {
      this.fault = fault;
      this.callsLeft = callsLeft;
    }

    private QueueGauge gauge() {
      return new QueueGauge(this::depth, FULL, time, _ -> {});
    }

    void reports(int count) {
      for (int i = 0; i < count; i++) {
        Instant now = time.instant();
        report("player" + i % 7, now, i % 2 == 0 ? Optional.empty() : Optional.of(LENGTH), now);
      }
    }

    void report(String player, Instant at, Optional<Duration> length, Instant arrived) {
      stream.add(new SessionEvent(arrived.toEpochMilli() + "-" + added++, player, at, length));
    }

    /** What the log has to say. */
    List<String> expected() {
      return stream.stream()
          .map(
              each ->
                  (each.length().isPresent() ? "logout " : "login ")
                      + each.player()
                      + " session-"
                      + each.id())
          .toList();
    }

    Report run() {
      return run(() -> true);
    }

    Report run(BooleanSupplier hasTime) {
      return new SessionEvents(this, this, listeners, this, gauge, time).run(hasTime);
    }

    /** Runs each minute, and delivers what is in the queue, until a run finds nothing to do. */
    void runUntilDone() {
      for (int i = 0; i < 10; i++) {
        try {
          Report report = run();
          if (report.end() instanceof End.Done) {
            deliver();
            return;
          }
        } catch (FunctionDied e) {
          gauge = gauge();
        } catch (RedisUnavailableException e) {
          // The next run.
        }
        deliver();
        time.advance(Duration.ofMinutes(1));
      }
      throw new AssertionError("never done");
    }

    /** Delivers each message twice. */
    private void deliver() {
      LogListener listener =
          new LogListener(this::append, new KnownPlayers(), event -> count(event));
      for (EventMessage message : queue) {
        assertThat(message.events()).hasSizeLessThanOrEqualTo(SessionEvents.IN_A_MESSAGE);
        assertThat(listener.handle(message.events())).isEmpty();
        assertThat(listener.handle(message.events())).isEmpty();
      }
    }

    private synchronized boolean append(PlayerEvent event) {
      String key = event.player() + " " + event.at() + " " + event.id();
      return log.putIfAbsent(key, event) == null;
    }

    private synchronized void count(PlayerEvent event) {
      assertThat(event.type()).isIn(EventType.LOGIN, EventType.LOGOUT);
      appended.add(event.type().typeName() + " " + event.player() + " " + event.id());
    }

    /** A call of something outside, which has its effect at once. */
    private void call(RuntimeException failure, Runnable effect) {
      boolean now = callsLeft-- == 0;
      happened |= now;
      if (now && fault == Fault.OTHER_RUN) {
        assertThat(run().end()).isInstanceOf(End.Done.class);
      } else if (now && (fault == Fault.DIES_BEFORE || fault == Fault.FAILS_BEFORE)) {
        strike(failure);
      }
      effect.run();
      if (now && fault != Fault.OTHER_RUN) {
        strike(failure);
      }
    }

    private void strike(RuntimeException failure) {
      if (fault == Fault.DIES_BEFORE || fault == Fault.DIES_AFTER) {
        throw new FunctionDied();
      }
      throw failure;
    }

    private static RuntimeException redis() {
      return new RedisUnavailableException("no answer", null);
    }

    private static RuntimeException sqs() {
      return new EventQueueException(new IllegalStateException("no answer"));
    }

    private int index(String id) {
      for (int i = 0; i < stream.size(); i++) {
        if (stream.get(i).id().equals(id)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public Page after(String from, int limit) {
      List<SessionEvent> events = new ArrayList<>();
      call(
          redis(),
          () -> {
            int first = index(from) + 1;
            events.addAll(stream.subList(first, Math.min(stream.size(), first + limit)));
          });
      return new Page(
          events,
          events.isEmpty() ? from : events.getLast().id(),
          events.size() == limit,
          !events.isEmpty() && !from.equals(BEGINNING) && index(from) < 0);
    }

    @Override
    public String get() {
      String[] read = {""};
      call(redis(), () -> read[0] = position);
      return read[0];
    }

    @Override
    public boolean move(String from, String to) {
      boolean[] moved = {false};
      call(
          redis(),
          () -> {
            if (position.equals(from)) {
              assertThat(index(to)).as("never backwards").isGreaterThan(index(from));
              assertThat(queue.stream().flatMap(message -> message.events().stream()))
                  .extracting(PlayerEvent::id)
                  .as("confirmed before the position moves")
                  .contains("session-" + to);
              position = to;
              moved[0] = true;
            }
          });
      return moved[0];
    }

    @Override
    public int depth() {
      int[] read = {0};
      call(sqs(), () -> read[0] = depth);
      return read[0];
    }

    @Override
    public void send(EventMessage message) {
      call(sqs(), () -> queue.add(message));
    }

    @Override
    public void sendInOrder(String player, EventMessage message) {
      throw new AssertionError("no listener needs an order of these: " + message);
    }

    private final class KnownPlayers implements Players {
      @Override
      public Known of(String player, Instant received) {
        return new Known("p", erased);
      }

      @Override
      public void reachedLevel(String player, long level, Instant at, Instant received) {
        throw new AssertionError("nobody reached a level");
      }
    }
  }
}
