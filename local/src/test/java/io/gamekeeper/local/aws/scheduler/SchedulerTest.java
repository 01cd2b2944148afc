package io.gamekeeper.local.aws.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.testing.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SchedulerTest {
  private static final Instant START = LedTime.START;
  private static final String FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:f";
  private static final String QUEUE = "arn:aws:sqs:eu-central-1:000000000000:dead";
  private static final String ARN =
      "arn:aws:scheduler:eu-central-1:000000000000:schedule/group/name";

  private final LedTime time = new LedTime();
  private final Targets targets = time.ground().targets();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> deadLetters = new CopyOnWriteArrayList<>();
  private final List<Instant> refused = new CopyOnWriteArrayList<>();
  private boolean targetGone;
  private final Scheduler scheduler = new Scheduler(time.ground());

  SchedulerTest() {
    targets.add("lambda", arn -> Optional.of(taking(_ -> called(arn.toString()))));
    targets.add("sqs", _ -> Optional.of(taking(call -> deadLetters.add(call.payload()))));
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void callsAtEachTimeThatIsDue() {
    scheduler.start(schedule("rate(1 minute)", 0, Duration.ofDays(1)));

    time.advance(Duration.ofMinutes(3));

    assertThat(calls)
        .containsExactly(
            "2026-11-21T10:01:00Z " + FUNCTION,
            "2026-11-21T10:02:00Z " + FUNCTION,
            "2026-11-21T10:03:00Z " + FUNCTION);
  }

  @Test
  void theCallIsInTheGroupThatTheScheduleNamesButItsDeadLetterIsNot() {
    List<Optional<String>> groups = new CopyOnWriteArrayList<>();
    targets.add(
        "lambda",
        _ ->
            Optional.of(
                taking(
                    call -> {
                      groups.add(call.group());
                      throw new NotTakenException("THROTTLED", "not now");
                    })));
    targets.add("sqs", _ -> Optional.of(taking(call -> groups.add(call.group()))));
    scheduler.start(
        schedule("at(2026-11-21T10:00:05)", Optional.of("ticks"), 0, Duration.ofDays(1)));

    time.advance(Duration.ofMinutes(1));

    assertThat(groups).containsExactly(Optional.of("ticks"), Optional.empty());
  }

  @Test
  void callsOnceForAllThatWasMissedWhileTheMachineSlept() {
    VirtualTime slept = new VirtualTime();
    try (Ground ground = Grounds.by(slept, Path.of("no folder"))) {
      ground.targets().add("lambda", arn -> Optional.of(taking(_ -> called(arn.toString()))));
      new Scheduler(ground).start(schedule("rate(1 minute)", 0, Duration.ofDays(1)));

      slept.advance(Duration.ofSeconds(150));
      await().until(() -> calls.size() == 1);
      slept.advance(Duration.ofSeconds(30));

      await().until(() -> calls.size() == 2);
    }
  }

  @Test
  void anEventThatCannotBeHandedOverIsRetriedAndThenGoesToTheDeadLetterQueue() {
    targetGone = true;
    scheduler.start(schedule("at(2026-11-21T10:00:05)", 3, Duration.ofDays(1)));

    time.advance(Duration.ofMinutes(1));

    assertThat(refused)
        .containsExactly(
            START.plusSeconds(5),
            START.plusSeconds(5 + 1),
            START.plusSeconds(5 + 1 + 2),
            START.plusSeconds(5 + 1 + 2 + 4));
    assertThat(time.errors().newest()).hasSize(4);
    assertThat(deadLetters).hasSize(1);
    assertThat(deadLetters.getFirst())
        .contains("\"detail-type\":\"Scheduled Event\"")
        .contains("\"time\":\"2026-11-21T10:00:05Z\"")
        .contains("\"resources\":[\"" + ARN + "\"]");
  }

  @Test
  void attemptsRefusalsAndDeadLettersAreCountedPerGroupAndAltogether() {
    targetGone = true;
    scheduler.start(schedule("at(2026-11-21T10:00:05)", 3, Duration.ofDays(1)));
    Measured measured = new Measured(time.ground(), "AWS/Scheduler");

    time.advance(Duration.ofMinutes(1));
    targetGone = false;
    scheduler.start(schedule("rate(1 minute)", 3, Duration.ofDays(1)));
    time.advance(Duration.ofMinutes(2));

    for (Map<String, String> dimensions :
        List.of(Map.<String, String>of(), Map.of("ScheduleGroup", "group"))) {
      assertThat(measured.sum("InvocationAttemptCount", dimensions)).isEqualTo(4 + 2);
      assertThat(measured.sum("TargetErrorCount", dimensions)).isEqualTo(refused.size());
      assertThat(measured.sum("InvocationDroppedCount", dimensions)).isEqualTo(1);
      assertThat(measured.sum("InvocationsSentToDeadLetterCount", dimensions))
          .isEqualTo(deadLetters.size());
    }
    assertThat(measured.names()).doesNotContain("InvocationsFailedToBeSentToDeadLetterCount");
  }

  @Test
  void anEventThatIsTooOldIsNotTriedAgain() {
    targetGone = true;
    scheduler.start(schedule("at(2026-11-21T10:00:05)", 185, Duration.ofSeconds(10)));

    time.advance(Duration.ofHours(1));

    assertThat(refused).last().isEqualTo(START.plusSeconds(5 + 1 + 2 + 4));
    assertThat(deadLetters).hasSize(1);
  }

  @Test
  void whatIsRetriedDoesNotHoldUpTheNextTime() {
    targetGone = true;
    scheduler.start(schedule("rate(1 minute)", 1, Duration.ofDays(1)));

    time.advance(Duration.ofSeconds(150));

    assertThat(refused)
        .containsExactly(
            START.plusSeconds(60),
            START.plusSeconds(61),
            START.plusSeconds(120),
            START.plusSeconds(121));
  }

  private void called(String arn) throws NotTakenException {
    if (targetGone) {
      refused.add(time.instant());
      throw new NotTakenException("NO_RESOURCE", "there is no function " + arn);
    }
    calls.add(time.instant() + " " + arn);
  }

  private interface Taking {
    void take(Call call) throws NotTakenException;
  }

  private static Target taking(Taking taking) {
    return new Target() {
      @Override
      public String action() {
        return "any:Action";
      }

      @Override
      public Optional<String> refusal(String principal, String sourceArn) {
        return Optional.empty();
      }

      @Override
      public void take(Call call) throws NotTakenException {
        taking.take(call);
      }
    };
  }

  private static ScheduleConfig schedule(String expression, int retries, Duration maximumAge) {
    return schedule(expression, Optional.empty(), retries, maximumAge);
  }

  private static ScheduleConfig schedule(
      String expression, Optional<String> messageGroup, int retries, Duration maximumAge) {
    return new ScheduleConfig(
        "Tick",
        ARN,
        ScheduleExpression.parse(expression),
        ZoneOffset.UTC,
        FUNCTION,
        messageGroup,
        Optional.empty(),
        retries,
        maximumAge,
        Optional.of(QUEUE));
  }
}
