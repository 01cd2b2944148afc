package io.gamekeeper.oncall.alarm;

import io.gamekeeper.contract.StageNames;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.page.Alarms;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The stage's alarms as CloudWatch has them now. Each method throws what the SDK throws. */
public final class CloudWatchAlarms implements Alarms {
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
    return name.isBlank() || whole.length() > LONGEST_NAME
        ? Optional.empty()
        : named(whole).map(Alarm::alert).findFirst();
  }

  /** Returns those that are on, whether or not they tell anybody. */
  public List<Alert> on() {
    return listed(StateValue.ALARM).map(Alarm::alert).toList();
  }

  @Override
  public List<Alarm> all() {
    return listed(null).toList();
  }

  /** Returns those in a state; null for all. */
  private Stream<Alarm> listed(@Nullable StateValue state) {
    return client
        .describeAlarmsPaginator(
            all -> all.alarmNamePrefix(names.prefix()).alarmTypes(BOTH).stateValue(state))
        .stream()
        .flatMap(this::alarms);
  }

  @Override
  public boolean isGone(String alarm) {
    return named(names.whole(alarm), alarm).findAny().isEmpty();
  }

  private Stream<Alarm> named(String... whole) {
    return alarms(client.describeAlarms(describe -> describe.alarmNames(whole).alarmTypes(BOTH)));
  }

  private Stream<Alarm> alarms(DescribeAlarmsResponse response) {
    return Stream.concat(
        response.metricAlarms().stream().map(this::alarm),
        response.compositeAlarms().stream().map(this::alarm));
  }

  private Alarm alarm(MetricAlarm alarm) {
    return new Alarm(
        alert(
            alarm.alarmName(),
            alarm.alarmDescription(),
            alarm.stateValue(),
            since(alarm.stateTransitionedTimestamp(), alarm.stateUpdatedTimestamp()),
            alarm.stateReason()),
        state(alarm.stateValue()),
        Boolean.TRUE.equals(alarm.actionsEnabled()) && !alarm.alarmActions().isEmpty());
  }

  private Alarm alarm(CompositeAlarm alarm) {
    return new Alarm(
        alert(
            alarm.alarmName(),
            alarm.alarmDescription(),
            alarm.stateValue(),
            since(alarm.stateTransitionedTimestamp(), alarm.stateUpdatedTimestamp()),
            alarm.stateReason()),
        state(alarm.stateValue()),
        Boolean.TRUE.equals(alarm.actionsEnabled())
            && !alarm.alarmActions().isEmpty()
            && alarm.actionsSuppressedBy() == null);
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
        state == StateValue.ALARM ? Alert.State.FIRING : Alert.State.RESOLVED,
        since,
        Objects.requireNonNullElse(reason, ""));
  }

  private static State state(@Nullable StateValue state) {
    return state == StateValue.ALARM
        ? State.ON
        : state == StateValue.OK ? State.OFF : State.UNKNOWN;
  }

  private static Instant since(@Nullable Instant transitioned, @Nullable Instant updated) {
    return Objects.requireNonNullElse(
        transitioned, Objects.requireNonNullElse(updated, Instant.EPOCH));
  }
}
