package io.gamekeeper.infra.alarm;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageConfig;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * Declares the stage's alarms: named by the contract, tagged with their severity, and sent to the
 * stage's topic when they go off and when they are over, some also when their data ends. Names are
 * fixed, because people type them.
 */
public final class Alarms {
  private static final String SEVERITY = "gamekeeper:severity";

  private final StageConfig config;
  private final SnsAction tell;

  /** Creates alarms of that stage that go to that topic. */
  public Alarms(StageConfig config, ITopic topic) {
    this.config = Objects.requireNonNull(config);
    this.tell = new SnsAction(topic);
  }

  /** Declares an alarm of which the stage has one. */
  public Alarm raise(Construct scope, GameAlarm alarm, Rule rule) {
    return declare(scope, alarm.alarmName(), alarm.nameIn(config.name().key()), alarm, rule);
  }

  /** Declares one of several alarms of a kind. */
  public Alarm raise(Construct scope, GameAlarm alarm, String subject, Rule rule) {
    return declare(
        scope,
        alarm.alarmName() + subject,
        alarm.nameIn(config.name().key(), subject),
        alarm,
        rule);
  }

  /**
   * Declares an alarm of which the stage has one at a time: when its subject changes,
   * CloudFormation puts a new alarm, which has never been on, in the place of the one before.
   */
  public Alarm raiseAnew(Construct scope, GameAlarm alarm, String subject, Rule rule) {
    return declare(
        scope, alarm.alarmName(), alarm.nameIn(config.name().key(), subject), alarm, rule);
  }

  /** Returns a metric that one of the product's functions emits. */
  public Metric metric(
      GameFunction function, GameMetric metric, String statistic, Duration period) {
    return metric(function.functionName(), metric, statistic, period);
  }

  /** Returns a metric that game servers, or the agents beside them, emit. */
  public Metric serverMetric(GameMetric metric, String statistic, Duration period) {
    return metric(GameServerContract.SERVICE, metric, statistic, period);
  }

  private Metric metric(String service, GameMetric metric, String statistic, Duration period) {
    return Metric.Builder.create()
        .namespace(config.metricsNamespace())
        .metricName(metric.metricName())
        .dimensionsMap(Map.of(GameMetric.SERVICE, service))
        .statistic(statistic)
        .period(period)
        .build();
  }

  private Alarm declare(Construct scope, String id, String name, GameAlarm kind, Rule rule) {
    Alarm alarm =
        Alarm.Builder.create(scope, id + "Alarm")
            .alarmName(name)
            .alarmDescription(rule.meaning())
            .metric(rule.metric())
            .comparisonOperator(rule.comparison())
            .threshold(rule.threshold())
            .datapointsToAlarm(rule.datapoints())
            .evaluationPeriods(rule.periods())
            .treatMissingData(rule.missing())
            .evaluateLowSampleCountPercentile(rule.isPercentile() ? "ignore" : null)
            .build();
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    if (rule.silenceTold()) {
      alarm.addInsufficientDataAction(tell);
    }
    Tags.of(alarm).add(SEVERITY, kind.severity().name());
    return alarm;
  }
}
