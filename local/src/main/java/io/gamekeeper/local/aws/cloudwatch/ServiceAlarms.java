package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.SharedAlarms.Definition;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** The alarms as other services use them. */
record ServiceAlarms(AlarmBook book, Ground ground) implements SharedAlarms.Keeper {
  private static final String QUERY = "m1";

  @Override
  public void put(Definition alarm) {
    Statistic statistic =
        Statistic.of(alarm.statistic())
            .orElseThrow(() -> new IllegalArgumentException("no statistic " + alarm.statistic()));
    MetricAlarm.Condition condition =
        new MetricAlarm.Condition(
            new MetricQueries(
                List.of(
                    new MetricQuery.Stat(
                        QUERY, "", true, alarm.metric(), alarm.period(), statistic))),
            QUERY,
            alarm.period(),
            alarm.datapoints(),
            alarm.periods(),
            Comparison.of(alarm.comparison()).orElseThrow(),
            alarm.threshold(),
            MissingData.of(alarm.missing()).orElseThrow(),
            false);
    book.put(
        new MetricAlarm(
            new Alarm.Facts(
                alarm.name(),
                alarm.name(),
                environment(alarm).arn("cloudwatch", "alarm:" + alarm.name()),
                alarm.description(),
                true,
                Map.of(State.ALARM, alarm.actions())),
            condition,
            ground.time().clock().instant()));
  }

  /** The account and region of what it calls. */
  private static AwsEnvironment environment(Definition alarm) {
    return alarm.actions().stream()
        .flatMap(arn -> Arn.tryFromString(arn).stream())
        .map(
            arn ->
                new AwsEnvironment(
                    arn.accountId().orElse(AwsEnvironment.LAPTOP.account()),
                    arn.region().orElse(AwsEnvironment.LAPTOP.region())))
        .findFirst()
        .orElse(AwsEnvironment.LAPTOP);
  }

  @Override
  public void delete(String name) {
    book.delete(name);
  }

  @Override
  public Optional<State> state(String alarm) {
    return book.stateOf(alarm);
  }
}
