package io.gamekeeper.oncall.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.route.Explanation;
import io.gamekeeper.oncall.route.Explanation.Delivered;
import io.gamekeeper.oncall.route.RoutesFile;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

final class AlarmPathsTest {
  private static final Instant SINCE = Instant.parse("2026-11-24T09:00:00Z");

  private final List<Silence> silences = new ArrayList<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final FakeAlarms cloudWatch = new FakeAlarms();
  private final AlarmPaths paths =
      new AlarmPaths(
          new CloudWatchAlarms(cloudWatch, new StageNames("prod")),
          () -> silences,
          () -> acknowledged,
          new Routing(RoutesFile.packaged()));

  @Test
  void anAlarmThatIsOnIsAsFarInItsEscalationAsItHasBeenOn() {
    add(GameAlarm.EVENT_SYSTEM_FAILURE, StateValue.ALARM);

    Explanation begins = explained(GameAlarm.EVENT_SYSTEM_FAILURE, SINCE);
    Explanation later = explained(GameAlarm.EVENT_SYSTEM_FAILURE, SINCE.plus(Duration.ofDays(1)));

    assertThat(begins.alarm()).isEqualTo("EventSystemFailure");
    assertThat(begins.runbook()).isEqualTo("EventSystemFailure");
    assertThat(begins.deliveries())
        .singleElement()
        .satisfies(told -> assertThat(told.told()).isNotEmpty())
        .satisfies(told -> assertThat(told.next()).isNotNull());
    assertThat(later.since()).isEqualTo(SINCE.toString());
    assertThat(later.deliveries())
        .singleElement()
        .returns("step team", Delivered::why)
        .returns(null, Delivered::next);
  }

  @Test
  void anAlarmThatIsOffIsTakenAsIfItWentOn() {
    add(GameAlarm.EVENT_SYSTEM_FAILURE, StateValue.OK);
    Instant at = SINCE.plus(Duration.ofDays(1));

    assertThat(explained(GameAlarm.EVENT_SYSTEM_FAILURE, at).since()).isEqualTo(at.toString());
  }

  @Test
  void anAlarmThatSomebodyHasTakenOnIsToldToNobody() {
    add(GameAlarm.EVENTS_FAILING, StateValue.ALARM);
    acknowledged.add("prod/EventsFailing");

    assertThat(outcome(GameAlarm.EVENTS_FAILING)).isEqualTo("acknowledged");
  }

  @Test
  void aCauseThatIsOnHidesWhatFollows() {
    add(GameAlarm.EVENTS_FAILING, StateValue.ALARM);
    assertThat(outcome(GameAlarm.EVENTS_FAILING)).isNotEqualTo("inhibited");

    add(GameAlarm.EVENT_SYSTEM_FAILURE, StateValue.ALARM);

    assertThat(outcome(GameAlarm.EVENTS_FAILING)).isEqualTo("inhibited");
    assertThat(outcome(GameAlarm.EVENT_SYSTEM_FAILURE)).isEqualTo("told");
  }

  @Test
  void aSilenceThatHoldsIsSaid() {
    add(GameAlarm.EVENT_SYSTEM_FAILURE, StateValue.ALARM);
    silences.add(
        new Silence(
            "s",
            List.of(Matcher.parse("alarm=EventSystemFailure")),
            "ann",
            "a test",
            SINCE,
            SINCE.plusSeconds(60)));

    assertThat(outcome(GameAlarm.EVENT_SYSTEM_FAILURE)).isEqualTo("silenced");
  }

  @Test
  void anotherStagesAlarmHasNoPath() {
    assertThat(paths.explain("gamekeeper-dev-HighErrorRate", SINCE)).isEmpty();
  }

  private String outcome(GameAlarm alarm) {
    List<Delivered> deliveries = explained(alarm, SINCE).deliveries();
    assertThat(deliveries).hasSize(1);
    return deliveries.getFirst().outcome();
  }

  private Explanation explained(GameAlarm alarm, Instant at) {
    return paths.explain(alarm.nameIn("prod"), at).orElseThrow();
  }

  private void add(GameAlarm alarm, StateValue state) {
    cloudWatch.alarms.add(
        MetricAlarm.builder()
            .alarmName(alarm.nameIn("prod"))
            .alarmDescription(AlarmNote.of(alarm).describe("Something is wrong."))
            .stateValue(state)
            .stateReason("Threshold Crossed")
            .stateTransitionedTimestamp(SINCE)
            .build());
  }

  /** CloudWatch with the alarms that a test puts into it. */
  private static final class FakeAlarms implements CloudWatchClient {
    private final List<MetricAlarm> alarms = new ArrayList<>();

    @Override
    public DescribeAlarmsResponse describeAlarms(DescribeAlarmsRequest request) {
      return DescribeAlarmsResponse.builder()
          .metricAlarms(
              alarms.stream()
                  .filter(
                      alarm ->
                          request.alarmNames().isEmpty()
                              || request.alarmNames().contains(alarm.alarmName()))
                  .filter(
                      alarm ->
                          request.stateValue() == null
                              || alarm.stateValue() == request.stateValue())
                  .toList())
          .build();
    }

    @Override
    public String serviceName() {
      return "monitoring";
    }

    @Override
    public void close() {}
  }
}
