package io.gamekeeper.oncall.alarm;

import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The stage's alarms as CloudWatch has them now. Each method throws what the SDK throws. */
public final class CloudWatchAlarms {
  private static final int LONGEST_NAME = 255;
  private static final List<AlarmType> BOTH =
      List.of(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM);

  private final CloudWatchClient client;
  private final StageNames names;

  /** Creates the reader of a stage's alarms. */
  public CloudWatchAlarms(CloudWatchClient client, StageNames names) {
    this.client = client;
    this.names = names;
  }

  /** Returns an alarm, by its whole name or without the stage's prefix; empty if there is none. */
  public Optional<Alert> find(String name) {
    String whole = names.whole(name);
    if (name.isBlank() || whole.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    return alerts(client.describeAlarms(describe -> describe.alarmNames(whole).alarmTypes(BOTH)))
        .findFirst();
  }

  /** Returns those that are on, whether or not they tell anybody. */
  public List<Alert> on() {
    DescribeAlarmsRequest on =
        DescribeAlarmsRequest.builder()
            .alarmNamePrefix(names.prefix())
            .alarmTypes(BOTH)
            .stateValue(StateValue.ALARM)
            .build();
    return client.describeAlarmsPaginator(on).stream().flatMap(this::alerts).toList();
  }

  private Stream<Alert> alerts(DescribeAlarmsResponse response) {
    return Stream.concat(
        response.metricAlarms().stream().map(this::alert),
        response.compositeAlarms().stream().map(this::alert));
  }

  private Alert alert(MetricAlarm alarm) {
    return alert(
        alarm.alarmName(),
        alarm.alarmDescription(),
        alarm.stateValue(),
        since(alarm.stateTransitionedTimestamp(), alarm.stateUpdatedTimestamp()),
        alarm.stateReason());
  }

  private Alert alert(CompositeAlarm alarm) {
    return alert(
        alarm.alarmName(),
        alarm.alarmDescription(),
        alarm.stateValue(),
        since(alarm.stateTransitionedTimestamp(), alarm.stateUpdatedTimestamp()),
        alarm.stateReason());
  }

  private Alert alert(
      String name,
      @Nullable String description,
      @Nullable StateValue state,
      Instant since,
      @Nullable String reason) {
    return Alert.of(
        names.stage(),
        names.brief(name),
        Objects.requireNonNullElse(description, ""),
        state == StateValue.ALARM ? State.FIRING : State.RESOLVED,
        since,
        Objects.requireNonNullElse(reason, ""));
  }

  private static Instant since(@Nullable Instant transitioned, @Nullable Instant updated) {
    return Objects.requireNonNullElse(
        transitioned, Objects.requireNonNullElse(updated, Instant.EPOCH));
  }
}
