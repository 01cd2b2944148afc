package io.gamekeeper.local.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AgendaTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualClock clock = new VirtualClock(START);
  private final ErrorLog errors = new ErrorLog(clock);
  private final Agenda agenda = Agenda.leading(clock, errors);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    agenda.close();
  }

  @Test
  void timeJumpsFromOneThingThatIsDueToTheNext() throws Exception {
    agenda.after("late", Duration.ofHours(5), () -> note("late"));
    agenda.after("soon", Duration.ofSeconds(1), () -> note("soon"));
    agenda.every("each", Duration.ofHours(2), () -> note("each"));

    agenda.advance(Duration.ofHours(6));

    assertThat(done)
        .containsExactly(
            "10:00:00 each",
            "10:00:01 soon",
            "12:00:00 each",
            "14:00:00 each",
            "15:00:00 late",
            "16:00:00 each");
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(6)));
  }

  @Test
  void whatIsDueAtOneMomentBeginsInTheOrderOfItsPlanningAndOneByOne() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = "task " + i;
      expected.add(name + " begins");
      expected.add(name + " ends");
      agenda.after(
          name,
          Duration.ofMinutes(1),
          () -> {
            done.add(name + " begins");
            done.add(name + " ends");
          });
    }

    agenda.advance(Duration.ofMinutes(1));

    assertThat(done).containsExactlyElementsOf(expected);
  }

  @Test
  void timeStandsStillWhileSomethingRuns() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    agenda.run("long", end::await);
    agenda.after("next", Duration.ofSeconds(1), () -> note("next"));
    CompletableFuture<Void> advanced = inBackground(() -> agenda.advance(Duration.ofSeconds(1)));

    assertThat(clock.instant()).isEqualTo(START);
    assertThat(done).isEmpty();

    end.countDown();
    advanced.get();
    assertThat(done).containsExactly("10:00:01 next");
  }

  @Test
  void whoSleepsIsQuietAndGoesOnAtItsTime() throws Exception {
    agenda.run(
        "sleeper",
        () -> {
          agenda.sleep(Duration.ofMinutes(3));
          note("awake");
        });
    agenda.after("between", Duration.ofMinutes(2), () -> note("between"));

    agenda.advance(Duration.ofMinutes(5));

    assertThat(done).containsExactly("10:02:00 between", "10:03:00 awake");
  }

  @Test
  void timePassesForAnActivityWhileAThreadThatItStartedWaits() throws Exception {
    agenda.run("call", () -> calling(Duration.ofMinutes(2), Duration.ofMinutes(1)));
    agenda.after("between", Duration.ofMinutes(1), () -> note("between"));

    agenda.advance(Duration.ofMinutes(5));

    assertThat(done).containsExactly("10:01:00 between", "10:02:00 waited", "10:03:00 waited");
  }

  @Test
  void threadsOfAnActivityThatWaitAtOnceHoldNoTimeAndAreForgottenAfterwards() throws Exception {
    agenda.run(
        "call",
        () -> {
          List<Thread> threads = new ArrayList<>();
          Activity.bequeath(
              () -> {
                for (int i = 0; i < 8; i++) {
                  threads.add(Thread.ofVirtual().start(this::waiting));
                }
                return threads;
              });
          threads.removeLast(); // a thread that outlives the call
          for (Thread thread : threads) {
            thread.join();
          }
        });
    agenda.advance(Duration.ofHours(1));
    assertThat(done).hasSizeBetween(7, 8);

    CountDownLatch end = new CountDownLatch(1);
    agenda.run("long", end::await);
    CompletableFuture<Void> advanced = inBackground(() -> agenda.advance(MINUTE));
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1)));
    end.countDown();
    advanced.get();
  }

  private void calling(Duration... times) {
    Activity.bequeath(
        () -> {
          for (Duration time : times) {
            Thread thread = Thread.ofVirtual().start(() -> waiting(time));
            try {
              thread.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          return times;
        });
  }

  private void waiting() {
    waiting(MINUTE);
  }

  private void waiting(Duration time) {
    try {
      agenda.elapse(time);
      note("waited");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoWaitsForAnotherTaskIsQuietAndNoTimePassesAfterItsCompletion() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    agenda.run("asks", () -> note("got " + agenda.await(answer)));
    agenda.after("answers", Duration.ofMinutes(2), () -> answer.complete("it"));
    agenda.after("later", Duration.ofMinutes(2).plusMillis(1), () -> note("later"));

    agenda.advance(Duration.ofMinutes(3));

    assertThat(done).containsExactly("10:02:00 got it", "10:02:00 later");
  }

  @Test
  void whoWaitsForASignalIsQuietAndNoTimePassesAfterIt() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Signal signal = new Signal(agenda, lock);
    boolean[] given = {false};
    for (int i = 0; i < 20; i++) {
      agenda.run(
          "waiter",
          () -> {
            lock.lock();
            try {
              while (!given[0]) {
                signal.await();
              }
            } finally {
              lock.unlock();
            }
            note("woken");
          });
    }
    agenda.after(
        "signals",
        Duration.ofMinutes(1),
        () -> {
          lock.lock();
          try {
            given[0] = true;
            signal.all();
          } finally {
            lock.unlock();
          }
        });
    agenda.after("later", Duration.ofMinutes(2), () -> note("later"));

    agenda.advance(Duration.ofMinutes(3));

    assertThat(done).hasSize(21).endsWith("10:02:00 later");
    assertThat(done.subList(0, 20)).containsOnly("10:01:00 woken");
  }

  @Test
  void aRequestFromOutsideHoldsTheTime() throws Exception {
    agenda.after("later", Duration.ofMinutes(1), () -> note("later"));
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Void> request =
        inBackground(
            () ->
                agenda.perform(
                    () -> {
                      began.countDown();
                      join(end);
                      return null;
                    }));
    began.await();
    Thread advancing = Thread.ofPlatform().start(() -> advance(Duration.ofHours(1)));
    await()
        .until(
            advancing::getState,
            state -> state == Thread.State.WAITING || state == Thread.State.TERMINATED);

    assertThat(clock.instant()).isEqualTo(START);

    end.countDown();
    request.get();
    advancing.join();
    assertThat(done).containsExactly("10:01:00 later");
  }

  @Test
  void whatIsCancelledNeverBeginsAndARepetitionEnds() throws Exception {
    Task cancelled = agenda.after("never", Duration.ofMinutes(5), () -> note("never"));
    Task repeated = agenda.every("each", Duration.ofMinutes(1), () -> note("each"));
    agenda.advance(Duration.ofSeconds(150));

    cancelled.cancel();
    repeated.cancel();
    agenda.after("last", Duration.ofMinutes(1), () -> note("last"));
    agenda.advance(Duration.ofMinutes(10));

    assertThat(done)
        .containsExactly("10:00:00 each", "10:01:00 each", "10:02:00 each", "10:03:30 last");
  }

  @Test
  void anInterruptEndsTheRunThatHasBegunAndAllThatWouldFollow() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Task task =
        agenda.every(
            "each",
            Duration.ofMinutes(1),
            () -> {
              began.countDown();
              new CountDownLatch(1).await();
            });
    CompletableFuture<Void> advanced = inBackground(() -> agenda.advance(Duration.ofHours(1)));
    began.await();

    task.interrupt();

    advanced.get();
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  @Test
  void aTaskThatFailsIsNotedAndRepeatsAllTheSame() throws Exception {
    agenda.every(
        "fails",
        Duration.ofMinutes(1),
        () -> {
          note("tried");
          throw new IllegalStateException("broken");
        });

    agenda.advance(Duration.ofMinutes(2));

    assertThat(done).hasSize(3);
    assertThat(errors.newest())
        .hasSize(3)
        .allSatisfy(
            error -> {
              assertThat(error.logicalId()).isEqualTo("fails");
              assertThat(error.message()).contains("broken");
            });
  }

  @Test
  void anAgendaThatFollowsBeginsWhenItsClockSaysSo() throws Exception {
    VirtualTime time = new VirtualTime();
    try (Agenda following = Agenda.following(time, time::sleep, errors)) {
      following.after("late", Duration.ofHours(2), () -> done.add("late"));
      following.after("soon", Duration.ofMinutes(1), () -> done.add("soon"));
      following.run("now", () -> done.add("now"));
      await().until(() -> done.contains("now"));

      time.advance(Duration.ofMinutes(1));
      await().until(() -> done.contains("soon"));
      time.advance(Duration.ofMinutes(119));
      await().until(() -> done.contains("late"));

      assertThat(done).containsExactly("now", "soon", "late");
      assertThatThrownBy(() -> following.advance(Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingInterruptsWhatRunsAndForgetsWhatIsPlanned() throws Exception {
    VirtualTime time = new VirtualTime();
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    Agenda following = Agenda.following(time, time::sleep, errors);
    following.run(
        "endless",
        () -> {
          try {
            began.countDown();
            following.sleep(Duration.ofDays(1));
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        });
    began.await();

    following.close();

    interrupted.await();
    following.run("too late", () -> done.add("too late"));
    assertThat(done).isEmpty();
  }

  private void advance(Duration duration) {
    try {
      agenda.advance(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(String what) {
    done.add(clock.instant().toString().substring(11, 19) + " " + what);
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<Void> inBackground(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
