package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Events from their sender to log and lake, where a function dies at any of its calls, before the
 * call has its effect or after it, or where a call fails so. What was accepted is in the log once
 * and in the lake at least once.
 */
final class CrashEnumerationTest {
  private static final int EVENTS = 5;

  /** What happens at the chosen call. */
  private enum Fault {
    DIES_BEFORE,
    DIES_AFTER,
    FAILS_BEFORE,
    FAILS_AFTER
  }

  /** The function is gone; nothing in it handles that. */
  private static final class FunctionDied extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void whereverAFunctionDiesOrACallFailsNothingAcceptedIsLost() {
    for (Fault fault : Fault.values()) {
      int moments = 0;
      World world;
      do {
        world = new World(fault, moments);
        world.play();
        assertThat(world.log.keySet())
            .as("in the log, %s at call %s", fault, moments)
            .containsAll(world.accepted);
        assertThat(world.lake)
            .as("in the lake, %s at call %s", fault, moments)
            .containsAll(world.accepted);
        assertThat(world.ordered)
            .as("levels, %s at call %s", fault, moments)
            .isEqualTo(world.acceptedLevels());
        assertThat(world.accepted).as("the sender repeats until it is answered").hasSize(EVENTS);
        moments++;
      } while (world.happened);
      assertThat(moments).as("calls at which something can happen").isGreaterThan(9);
    }
  }

  /** Queues, log, lake and a sender who repeats; one fault at one call. */
  private static final class World {
    private final Fault fault;
    private int callsLeft;
    private boolean happened;
    private volatile boolean dead;

    private final VirtualTime time = new VirtualTime();
    private final Deque<EventMessage> queue = new ArrayDeque<>();
    private final Deque<EventMessage> retries = new ArrayDeque<>();
    private final Deque<EventMessage> inOrder = new ArrayDeque<>();
    private final Map<String, PlayerEvent> log = new HashMap<>();
    private final List<String> lake = new ArrayList<>();
    private final List<Long> ordered = new ArrayList<>();
    private final Set<String> accepted = new TreeSet<>();
    private final Listeners listeners = ListenersFile.packaged();

    World(Fault fault, int callsLeft) {
      this.fault = fault;
      this.callsLeft = callsLeft;
    }

    /** A call of something outside, which has its effect at once. */
    private synchronized void call(Runnable effect) {
      if (dead) {
        throw new FunctionDied();
      }
      boolean now = callsLeft-- == 0;
      happened |= now;
      if (now && (fault == Fault.DIES_BEFORE || fault == Fault.FAILS_BEFORE)) {
        strike();
      }
      effect.run();
      if (now) {
        strike();
      }
    }

    private void strike() {
      if (fault == Fault.DIES_BEFORE || fault == Fault.DIES_AFTER) {
        dead = true;
        throw new FunctionDied();
      }
      throw new EventQueueException(new IllegalStateException("no answer"));
    }

    void play() {
      List<JsonNode> sent = new ArrayList<>();
      for (int i = 1; i <= EVENTS; i++) {
        ObjectNode event = new ObjectMapper().createObjectNode();
        event.put("id", "e" + i).put("at", time.instant().toString());
        if (i % 2 == 0) {
          event.put("type", "level_up").putObject("data").put("level", i);
        } else {
          event.put("type", "login");
        }
        sent.add(event);
      }
      for (int from = 0; from < EVENTS; from += 3) {
        sendUntilAnswered(sent.subList(from, Math.min(EVENTS, from + 3)));
      }
      while (!queue.isEmpty() || !retries.isEmpty()) {
        deliver(queue.isEmpty() ? retries : queue);
      }
      while (!inOrder.isEmpty()) {
        deliverInOrder();
      }
    }

    private void sendUntilAnswered(List<JsonNode> events) {
      while (true) {
        try {
          Intake intake =
              new Intake(listeners, new Queues(), new QueueGauge(() -> 0, 9, time, _ -> {}), time);
          if (intake.take("ann", events) instanceof Intake.Outcome.Taken taken) {
            assertThat(taken.accepted()).isEqualTo(events.size());
            events.forEach(event -> accepted.add(event.get("id").textValue()));
            return;
          }
        } catch (FunctionDied e) {
          dead = false;
        }
      }
    }

    /** Delivers two messages at a time; what was not handled stays in the queue. */
    private void deliver(Deque<EventMessage> from) {
      List<EventMessage> batch = new ArrayList<>();
      while (batch.size() < 2 && !from.isEmpty()) {
        batch.add(from.removeFirst());
      }
      Set<Integer> again = new HashSet<>();
      try {
        again.addAll(dispatch().handle(batch));
      } catch (FunctionDied e) {
        dead = false;
        for (int i = 0; i < batch.size(); i++) {
          again.add(i);
        }
      }
      if (dead) { // died in a listener's thread
        dead = false;
        for (int i = 0; i < batch.size(); i++) {
          again.add(i);
        }
      }
      again.forEach(index -> from.addLast(batch.get(index)));
    }

    private void deliverInOrder() {
      EventMessage message = inOrder.getFirst();
      try {
        new ProgressListener(new KnownPlayers()).handle(message.events());
        inOrder.removeFirst();
      } catch (FunctionDied | EventQueueException e) {
        dead = false;
      }
    }

    private Dispatch dispatch() {
      Players players = new KnownPlayers();
      return new Dispatch(
          listeners.unordered(),
          Map.of(
              "log",
              new LogListener(
                  event -> {
                    boolean[] isNew = {false};
                    call(() -> isNew[0] = log.put(event.id(), event) == null);
                    return isNew[0];
                  },
                  players,
                  _ -> {}),
              "lake",
              new LakeListener(
                  rows -> {
                    call(() -> rows.forEach(row -> lake.add(row.event().id())));
                    return Map.of();
                  },
                  players)),
          new Failed(),
          new NoMeter(),
          time,
          new Random(1));
    }

    List<Long> acceptedLevels() {
      List<Long> levels = new ArrayList<>();
      for (long level = 2; level <= EVENTS; level += 2) {
        levels.add(level);
      }
      return levels;
    }

    private final class Queues implements EventQueue {
      @Override
      public int depth() {
        return 0;
      }

      @Override
      public void send(EventMessage message) {
        call(() -> queue.addLast(message));
      }

      @Override
      public void sendInOrder(String player, EventMessage message) {
        call(() -> inOrder.addLast(message));
      }
    }

    private final class Failed implements FailedEvents {
      @Override
      public void again(EventMessage message, Duration delay) {
        call(() -> retries.addLast(message));
      }

      @Override
      public void giveUp(EventMessage message) {
        throw new AssertionError("one fault uses no listener's attempts up: " + message);
      }
    }

    private final class KnownPlayers implements Players {
      @Override
      public Known of(String player, Instant received) {
        return new Known("p", Instant.EPOCH);
      }

      @Override
      public void reachedLevel(String player, long level, Instant at, Instant received) {
        call(
            () -> {
              if (!ordered.contains(level)) {
                ordered.add(level);
              }
            });
      }
    }
  }

  private static final class NoMeter implements DispatchMeter {
    @Override
    public void called(String listener, int events, int failures, Duration took) {}

    @Override
    public void handled(int handled, int failed, Duration latency) {}

    @Override
    public void gaveUp() {}
  }
}
