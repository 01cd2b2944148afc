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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The alarms of players' events from the templates on a stage with a virtual clock: quiet at their
 * thresholds, and on when these are crossed for as long as they say.
 */
@Tag(Proofs.WHOLE_ONLY)
final class EventAlarmsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final List<GameAlarm> ALL =
      List.of(
          GameAlarm.EVENT_QUEUE_FULL,
          GameAlarm.EVENT_QUEUE_OFTEN_FULL,
          GameAlarm.EVENT_SYSTEM_FAILURE,
          GameAlarm.EVENTS_FAILING,
          GameAlarm.HIGH_EVENT_LATENCY,
          GameAlarm.HIGH_EVENT_RATE,
          GameAlarm.LISTENER_ERRORS,
          GameAlarm.LONG_EVENT_QUEUE,
          GameAlarm.SLOW_EVENTS,
          GameAlarm.SLOW_LISTENERS);

  @Test
  void eachAlarmIsQuietAtItsThresholdAndOnBeyondIt() throws Exception {
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
      pass(stage, 7, new Minute(60_000, 9_990, 10, 100, 50, 0, 1_000, 10_000, 10));
      Map<String, State> calm = states(stage);
      // One event in a thousand may fail, 100 ms and 50 ms may be needed, a thousand may wait.
      assertThat(calm.values()).as("%s", calm).containsOnly(State.OK);

      pass(stage, 7, new Minute(60_001, 9_899, 101, 201, 51, 100, 1_001, 10_000, 11));
      Map<String, State> beyond = states(stage);
      assertThat(beyond.values()).as("%s", beyond).containsOnly(State.ALARM);
    } finally {
      stage.close();
    }
  }

  /**
   * What is measured in a minute.
   *
   * @param latency ms from acceptance to the last listener
   * @param listenerTime ms of a listener for an event
   * @param full percent of the looks that found the queue full
   */
  private record Minute(
      int accepted,
      int handled,
      int failed,
      int latency,
      int listenerTime,
      int full,
      int waiting,
      int called,
      int errors) {}

  private static void pass(Stage stage, int minutes, Minute minute) throws InterruptedException {
    String queue =
        stage.parts().ground().metrics().names().stream()
            .filter(name -> name.name().equals("ApproximateNumberOfMessagesVisible"))
            .map(name -> name.dimensions().getOrDefault("QueueName", ""))
            .filter(name -> name.contains("Arriving"))
            .findAny()
            .orElse("Dev-Data-EventQueuesArriving79834510-672F464E2C15");
    for (int i = 0; i < minutes; i++) {
      send(stage, GameFunction.PLAYER_LOGS, GameMetric.EVENTS_ACCEPTED, minute.accepted());
      send(stage, GameFunction.PLAYER_LOGS, GameMetric.EVENT_QUEUE_FULL, minute.full());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_HANDLED, minute.handled());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_FAILED, minute.failed());
      send(
          stage,
          GameFunction.EVENT_LISTENERS,
          GameMetric.EVENT_PROCESSING_LATENCY,
          minute.latency());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_TIME, minute.listenerTime());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_EVENTS, minute.called());
      send(stage, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_ERRORS, minute.errors());
      stage
          .parts()
          .ground()
          .metrics()
          .record(
              new MetricName(
                  "AWS/SQS", "ApproximateNumberOfMessagesVisible", Map.of("QueueName", queue)),
              "Count",
              false,
              minute.waiting());
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

  private static Map<String, State> states(Stage stage) {
    Map<String, State> states = new TreeMap<>();
    for (GameAlarm alarm : ALL) {
      states.put(
          alarm.alarmName(),
          stage.parts().alarms().find(alarm.nameIn("dev")).orElseThrow().state());
    }
    return states;
  }
}
