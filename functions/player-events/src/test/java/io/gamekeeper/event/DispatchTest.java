package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.EventMessage.Retry;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class DispatchTest {
  private static final PlayerEvent LOGIN = Events.login("ann", "e1");
  private static final PlayerEvent OTHER = Events.login("bob", "e2");
  private static final PlayerEvent LEVEL = Events.levelUp("ann", "e3", 7);

  private final VirtualTime time = new VirtualTime();
  private final List<String> calls = new ArrayList<>();
  private final List<EventMessage> again = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final List<EventMessage> dead = new ArrayList<>();
  private final Map<String, EventListener> code = new HashMap<>();
  private final Meter meter = new Meter();
  private boolean queueAnswers = true;

  /** Sums of what was measured. */
  private static final class Meter implements DispatchMeter {
    private int called;
    private int errors;
    private int handled;
    private int failed;
    private int gaveUp;
    private Duration latency = Duration.ZERO;

    @Override
    public void called(String listener, int events, int failures, Duration took) {
      called += events;
      errors += failures;
    }

    @Override
    public void handled(int now, int not, Duration latency) {
      handled += now;
      failed += not;
      this.latency = latency;
    }

    @Override
    public void gaveUp() {
      gaveUp++;
    }
  }

  private final FailedEvents failed =
      new FailedEvents() {
        @Override
        public void again(EventMessage message, Duration delay) {
          answer();
          again.add(message);
          delays.add(delay);
        }

        @Override
        public void giveUp(EventMessage message) {
          answer();
          dead.add(message);
        }

        private void answer() {
          if (!queueAnswers) {
            throw new EventQueueException(new IllegalStateException("away"));
          }
        }
      };

  @Test
  void eachListenerGetsTheEventsOfItsTypesByPriority() {
    Dispatch dispatch = dispatch(listener("second", 2), listener("first", 1, EventType.LOGIN));

    assertThat(dispatch.handle(List.of(message(LOGIN, LEVEL), message(OTHER)))).isEmpty();

    assertThat(calls).containsExactly("first [e1, e2]", "second [e1, e3, e2]");
    assertThat(again).isEmpty();
    assertThat(meter.handled).isEqualTo(3);
    assertThat(meter.called).isEqualTo(5);
  }

  @Test
  void whatWaitedBeforeItWasQueuedIsNotLateForThat() {
    Dispatch dispatch = dispatch(listener("first", 1));
    time.set(LOGIN.received().plusSeconds(60));

    handle(dispatch, message(LOGIN));
    assertThat(meter.latency).isEqualTo(Duration.ofSeconds(60));
    handle(dispatch, EventMessage.queued(List.of(LOGIN), time.instant().minusMillis(30)));
    assertThat(meter.latency).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void aListenerThatFailsDelaysNoOtherAndGetsItsEventsAgain() {
    Dispatch dispatch = dispatch(listener("bad", 1), listener("good", 2));
    code.put("bad", events -> Map.of(LOGIN, "no"));

    assertThat(handle(dispatch, message(LOGIN, OTHER))).isEmpty();

    assertThat(calls).containsExactly("good [e1, e2]");
    assertThat(again).containsExactly(retry(LOGIN, "bad", 1, "no"));
    assertThat(meter.handled).isEqualTo(1);
    assertThat(meter.failed).isEqualTo(1);
    assertThat(meter.errors).isEqualTo(1);
  }

  @Test
  void aListenerThatThrowsFailsForAllItsEvents() {
    Dispatch dispatch = dispatch(listener("bad", 1), listener("good", 2));
    code.put(
        "bad",
        events -> {
          throw new IllegalStateException("away");
        });

    assertThat(handle(dispatch, message(LOGIN, OTHER))).isEmpty();

    assertThat(again)
        .containsExactly(
            retry(LOGIN, "bad", 1, "java.lang.IllegalStateException: away"),
            retry(OTHER, "bad", 1, "java.lang.IllegalStateException: away"));
    assertThat(calls).containsExactly("good [e1, e2]");
  }

  @Test
  void aListenerThatIsSlowerThanItsLimitHasFailedAndIsInterrupted() throws InterruptedException {
    Dispatch dispatch = dispatch(listener("slow", 1, Duration.ofMillis(50)), listener("good", 2));
    CountDownLatch interrupted = new CountDownLatch(1);
    code.put(
        "slow",
        events -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return Map.of();
        });

    assertThat(handle(dispatch, message(LOGIN))).isEmpty();

    assertThat(again).containsExactly(retry(LOGIN, "slow", 1, "took longer than 50 ms"));
    assertThat(calls).containsExactly("good [e1]");
    interrupted.await();
  }

  @Test
  void aRetriedEventGoesToItsListenerOnly() {
    Dispatch dispatch = dispatch(listener("a", 1), listener("b", 2));

    assertThat(dispatch.handle(List.of(retry(LOGIN, "b", 2, "no")))).isEmpty();

    assertThat(calls).containsExactly("b [e1]");
  }

  @Test
  void afterItsLastAttemptAnEventWaitsForAPerson() {
    Dispatch dispatch = dispatch(listener("bad", 1));
    code.put("bad", events -> Map.of(LOGIN, "still no"));

    assertThat(handle(dispatch, retry(LOGIN, "bad", 1, "no"))).isEmpty();
    assertThat(handle(dispatch, retry(LOGIN, "bad", 2, "no"))).isEmpty();

    assertThat(again).containsExactly(retry(LOGIN, "bad", 2, "still no"));
    assertThat(dead).containsExactly(retry(LOGIN, "bad", 3, "still no"));
    assertThat(meter.gaveUp).isEqualTo(1);
  }

  @Test
  void whatCannotBeKeptComesAgainWithItsMessage() {
    Dispatch dispatch = dispatch(listener("bad", 1), listener("good", 2));
    code.put("bad", events -> events.contains(OTHER) ? Map.of(OTHER, "no") : Map.of());
    queueAnswers = false;

    assertThat(handle(dispatch, message(LOGIN), message(LOGIN, OTHER))).containsExactly(1);
    assertThat(calls).containsExactly("good [e1, e2]");
  }

  @Test
  void aMessageForAListenerThatIsGoneComesAgain() {
    Dispatch dispatch = dispatch(listener("a", 1));

    assertThat(dispatch.handle(List.of(retry(LOGIN, "gone", 1, "no"), message(LOGIN))))
        .containsExactly(0);
  }

  @Test
  void delaysAreARandomShareOfTheLongest() {
    Dispatch dispatch = dispatch(listener("bad", 1));
    code.put("bad", events -> Map.of(LOGIN, "no"));
    for (int i = 0; i < 200; i++) {
      handle(dispatch, message(LOGIN));
    }

    assertThat(delays)
        .allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofSeconds(4)) <= 0)
        .contains(Duration.ZERO, Duration.ofSeconds(4));
  }

  @Test
  void aListenerWithoutAClassIsRefused() {
    assertThatThrownBy(
            () ->
                new Dispatch(
                    List.of(listener("a", 1)), Map.of(), failed, meter, time, new Random(1)))
        .hasMessageContaining("listeners.yaml names 'a', of which there is no class");
  }

  /** Calls the listeners, those that a test changed since included. */
  private Set<Integer> handle(Dispatch dispatch, EventMessage... messages) {
    return dispatch.handle(List.of(messages));
  }

  private Dispatch dispatch(Listener... listeners) {
    Map<String, EventListener> called = new HashMap<>();
    for (Listener listener : listeners) {
      code.put(
          listener.name(),
          events -> {
            calls.add(listener.name() + " " + events.stream().map(PlayerEvent::id).toList());
            return Map.of();
          });
      called.put(
          listener.name(),
          events -> Objects.requireNonNull(code.get(listener.name())).handle(events));
    }
    return new Dispatch(
        new Listeners(List.of(listeners)).all(), called, failed, meter, time, new Random(1));
  }

  private static Listener listener(String name, int priority, EventType... types) {
    return listener(name, priority, Duration.ofMinutes(5), types);
  }

  private static Listener listener(String name, int priority, Duration limit, EventType... types) {
    return new Listener(
        name,
        priority,
        types.length == 0 ? EnumSet.allOf(EventType.class) : Set.of(types),
        false,
        limit,
        new Listener.Retry(3, Duration.ofSeconds(4), Duration.ofSeconds(60)));
  }

  private static EventMessage message(PlayerEvent... events) {
    return EventMessage.of(List.of(events));
  }

  private static EventMessage retry(PlayerEvent event, String listener, int failures, String why) {
    return EventMessage.again(List.of(event), new Retry(listener, failures, why));
  }
}
