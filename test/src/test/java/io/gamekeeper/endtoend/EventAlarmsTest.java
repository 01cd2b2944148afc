package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.Proofs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The alarms on rates of players' events at exactly their thresholds, on a stage with a virtual
 * clock. That takes ten thousand events a minute, so they are put into the metrics; {@link
 * EventThresholdsTest} crosses the thresholds by their causes.
 */
@Tag(Proofs.WHOLE_ONLY)
final class EventAlarmsTest {
  private static final String STAGE = "dev";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final List<GameAlarm> ALL =
      List.of(
          GameAlarm.EVENT_QUEUE_OFTEN_FULL,
          GameAlarm.EVENT_SYSTEM_FAILURE,
          GameAlarm.EVENTS_FAILING,
          GameAlarm.LISTENER_ERRORS);

  @Test
  void eachRateIsQuietAtItsThresholdAndOnBeyondIt() throws Exception {
    Project project = Project.current();
    new Synthesis(project).refresh();
    SplittableRandom random = new SplittableRandom(20261130);
    Stage stage =
        Stage.start(
            new StageOptions(
                project.root(),
                project.assembly(),
                StageOptions.DEV,
                0,
                Optional.empty(),
                StageTime.virtual(
                    Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1)),
                    () -> {
                      synchronized (random) {
                        return random.nextLong();
                      }
                    })));
    try {
      pass(stage, 7, new Minute(9_990, 10, 1, 10_000, 10));
      assertThat(states(stage).values()).as("%s", states(stage)).containsOnly(State.OK);

      pass(stage, 7, new Minute(9_989, 11, 2, 10_000, 11));
      assertThat(states(stage))
          .containsEntry(GameAlarm.EVENTS_FAILING, State.ALARM)
          .containsEntry(GameAlarm.LISTENER_ERRORS, State.ALARM)
          .containsEntry(GameAlarm.EVENT_QUEUE_OFTEN_FULL, State.ALARM);

      pass(stage, 7, new Minute(9_900, 100, 2, 10_000, 11));
      assertThat(states(stage)).containsEntry(GameAlarm.EVENT_SYSTEM_FAILURE, State.OK);

      pass(stage, 7, new Minute(9_899, 101, 2, 10_000, 11));
      assertThat(states(stage).values()).as("%s", states(stage)).containsOnly(State.ALARM);
    } finally {
      stage.close();
    }
  }

  /**
   * What is measured in a minute.
   *
   * @param full percent of the looks that found the queue full
   */
  private record Minute(int handled, int failed, int full, int called, int errors) {}

  private static void pass(Stage stage, int minutes, Minute minute) throws InterruptedException {
    for (int i = 0; i < minutes; i++) {
      send(stage, GameFunction.PLAYER_LOGS, GameMetric.EVENT_QUEUE_FULL, minute.full());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_HANDLED, minute.handled());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_FAILED, minute.failed());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_EVENTS, minute.called());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_ERRORS, minute.errors());
      stage.parts().ground().agenda().advance(MINUTE);
    }
  }

  private static void send(Stage stage, GameFunction function, GameMetric metric, double value) {
    stage
        .parts()
        .ground()
        .metrics()
        .record(
            new MetricName(
                "Gamekeeper/dev",
                metric.metricName(),
                Map.of(GameMetric.SERVICE, function.functionName())),
            metric.unit().unitName(),
            false,
            value);
  }

  private static Map<GameAlarm, State> states(Stage stage) {
    Map<GameAlarm, State> states = new EnumMap<>(GameAlarm.class);
    for (GameAlarm alarm : ALL) {
      states.put(alarm, stage.parts().alarms().find(alarm.nameIn(STAGE)).orElseThrow().state());
    }
    return states;
  }
}
