package io.gamekeeper.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.StageException;
import io.gamekeeper.local.lambda.Ids;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SchedulerTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ARN =
      "arn:aws:scheduler:eu-central-1:000000000000:schedule/group/name";

  private final VirtualTime time = new VirtualTime(START.plus(Duration.ofMinutes(3)));
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> deadLetters = new CopyOnWriteArrayList<>();
  private final ErrorLog errors = new ErrorLog(time);
  private boolean targetGone;
  private final Scheduler scheduler =
      new Scheduler(
          time,
          time,
          (target, payload) -> {
            if (targetGone) {
              throw new StageException("there is no function " + target);
            }
            calls.add(time.instant() + " " + target);
          },
          new Ids(time, new SplittableRandom(1)),
          (queue, event) -> deadLetters.add(queue + " " + event),
          errors);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void callsAtEachTimeThatIsDue() {
    scheduler.start(schedule("rate(1 minute)", 0, Duration.ofDays(1)));

    await().until(time::isAtItsEnd);
    assertThat(calls)
        .containsExactly(
            "2026-11-21T10:01:00Z arn:fn",
            "2026-11-21T10:02:00Z arn:fn",
            "2026-11-21T10:03:00Z arn:fn");
  }

  @Test
  void callsOnceForAllThatWasMissedWhileTheMachineSlept() {
    time.oversleepOnce(Duration.ofMinutes(1).plusSeconds(30));

    scheduler.start(schedule("rate(1 minute)", 0, Duration.ofDays(1)));

    await().until(time::isAtItsEnd);
    assertThat(calls).containsExactly("2026-11-21T10:02:30Z arn:fn", "2026-11-21T10:03:00Z arn:fn");
  }

  @Test
  void anEventThatCannotBeHandedOverIsRetriedAndThenGoesToTheDeadLetterQueue() {
    targetGone = true;

    scheduler.start(schedule("at(2026-11-21T10:00:05)", 3, Duration.ofDays(1)));

    await().until(() -> deadLetters.size() == 1);
    assertThat(time.waits())
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));
    assertThat(errors.newest()).hasSize(4);
    assertThat(deadLetters.getFirst())
        .startsWith("arn:queue {")
        .contains("\"detail-type\":\"Scheduled Event\"")
        .contains("\"time\":\"2026-11-21T10:00:05Z\"")
        .contains("\"resources\":[\"" + ARN + "\"]");
  }

  @Test
  void anEventThatIsTooOldIsNotTriedAgain() {
    targetGone = true;

    scheduler.start(schedule("at(2026-11-21T10:00:05)", 185, Duration.ofSeconds(10)));

    await().until(() -> deadLetters.size() == 1);
    assertThat(time.instant()).isEqualTo(START.plusSeconds(5 + 1 + 2 + 4));
  }

  @Test
  void whatIsRetriedDoesNotHoldUpTheNextTime() {
    targetGone = true;

    time.neverEndSleepsBelow(Duration.ofSeconds(10)); // those between the retries

    scheduler.start(schedule("rate(1 minute)", 185, Duration.ofDays(1)));

    await().until(time::isAtItsEnd);
    assertThat(errors.newest())
        .extracting(error -> error.at().toString())
        .containsExactly("2026-11-21T10:01:00Z", "2026-11-21T10:02:00Z", "2026-11-21T10:03:00Z");
  }

  @Test
  void closingEndsTheSchedules() throws Exception {
    scheduler.start(schedule("rate(1 minute)", 0, Duration.ofDays(1)));
    await().until(time::isAtItsEnd);

    scheduler.close();

    time.awaitInterrupt();
    assertThat(calls).hasSize(3);
  }

  private static ScheduleConfig schedule(String expression, int retries, Duration maximumAge) {
    return new ScheduleConfig(
        "Tick",
        ARN,
        ScheduleExpression.parse(expression),
        ZoneOffset.UTC,
        "arn:fn",
        Optional.empty(),
        retries,
        maximumAge,
        Optional.of("arn:queue"));
  }

  /** Time that leaps to where somebody waits for it, up to an end at which it stands still. */
  private static final class VirtualTime implements InstantSource, Waiting {
    private final Instant end;
    private final CountDownLatch atEnd = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final List<Duration> waits = new ArrayList<>();
    private Duration oversleep = Duration.ZERO;
    private Duration endless = Duration.ZERO;
    private Instant now = START;

    VirtualTime(Instant end) {
      this.end = end;
    }

    synchronized void oversleepOnce(Duration more) {
      oversleep = more;
    }

    synchronized void neverEndSleepsBelow(Duration limit) {
      endless = limit;
    }

    boolean isAtItsEnd() {
      return atEnd.getCount() == 0;
    }

    void awaitInterrupt() throws InterruptedException {
      interrupted.await();
    }

    synchronized List<Duration> waits() {
      return List.copyOf(waits);
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      synchronized (this) {
        Instant wanted = now.plus(duration).plus(oversleep);
        oversleep = Duration.ZERO;
        if (!wanted.isAfter(end) && duration.compareTo(endless) >= 0) {
          waits.add(duration);
          now = wanted;
          return;
        }
        if (wanted.isAfter(end)) {
          atEnd.countDown();
        }
      }
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }
  }
}
