package io.gamekeeper.infra.alarm;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.AlarmBase;
import software.amazon.awscdk.services.cloudwatch.AnomalyDetectionAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnCompositeAlarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Declares the stage's alarms: named by the contract, described for people and machines, tagged
 * with their severity, and sent to the stage's topic when they go off and when they are over, some
 * also when their data ends. Those that are only parts of another alarm tell nobody. Names are
 * fixed, because people type them.
 */
public final class Alarms {
  /** The resource's metadata that says why missing data is read as it is. */
  public static final String MISSING = "gamekeeper:missing";

  /** The resource's metadata that says why another alarm silences it. */
  public static final String SILENCED = "gamekeeper:silenced";

  private static final String SEVERITY = "gamekeeper:severity";

  /** How far from the expected values is unusual, in standard deviations. */
  private static final double UNUSUAL = 3;

  private final StageConfig config;
  private final ITopic topic;
  private final Map<String, Declared> declared = new HashMap<>();

  /** The names of those that tell somebody, with the dashboard on which their cause shows. */
  private final Map<String, GameDashboard> telling = new TreeMap<>();

  private record Declared(GameAlarm kind, IConstruct alarm) {}

  /** Creates alarms of that stage that go to that topic. */
  public Alarms(StageConfig config, ITopic topic) {
    this.config = Objects.requireNonNull(config);
    this.topic = Objects.requireNonNull(topic);
  }

  /** Returns the name of an alarm of which the stage has one. */
  public String name(GameAlarm alarm) {
    return alarm.nameIn(config.name().key());
  }

  /** Returns the name of one of several alarms of a kind. */
  public String name(GameAlarm alarm, String subject) {
    return alarm.nameIn(config.name().key(), subject);
  }

  /** Returns the names of all alarms that tell somebody, as far as they are declared. */
  public List<String> thatTell() {
    return List.copyOf(telling.keySet());
  }

  /** Returns the names of those whose cause shows on that dashboard. */
  public List<String> thatTell(GameDashboard dashboard) {
    return telling.entrySet().stream()
        .filter(entry -> entry.getValue() == dashboard)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Declares an alarm of which the stage has one. */
  public Alarm raise(Construct scope, GameAlarm alarm, Rule rule) {
    return tell(
        alarm,
        name(alarm),
        declare(scope, alarm.alarmName(), name(alarm), alarm, rule),
        rule.missing().told());
  }

  /** Declares one of several alarms of a kind. */
  public Alarm raise(Construct scope, GameAlarm alarm, String subject, Rule rule) {
    return tell(
        alarm, name(alarm, subject), watch(scope, alarm, subject, rule), rule.missing().told());
  }

  /**
   * Declares an alarm of which the stage has one at a time: when its subject changes,
   * CloudFormation puts a new alarm, which has never been on, in the place of the one before.
   */
  public Alarm raiseAnew(Construct scope, GameAlarm alarm, String subject, Rule rule) {
    return tell(
        alarm,
        name(alarm, subject),
        declare(scope, alarm.alarmName(), name(alarm, subject), alarm, rule),
        rule.missing().told());
  }

  /** Declares an alarm that tells nobody: it is a part of a composite alarm, which does. */
  public Alarm watch(Construct scope, GameAlarm alarm, Rule rule) {
    return declare(scope, alarm.alarmName(), name(alarm), alarm, rule);
  }

  /** Declares one of several alarms of a kind that tell nobody. */
  public Alarm watch(Construct scope, GameAlarm alarm, String subject, Rule rule) {
    return declare(scope, alarm.alarmName() + subject, name(alarm, subject), alarm, rule);
  }

  /**
   * Declares an alarm that goes off when a metric leaves the band of what is usual at its time of
   * day and week, which CloudWatch learns from up to two weeks.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html">Using
   *     CloudWatch anomaly detection</a>
   */
  public AnomalyDetectionAlarm raiseUnusual(
      Construct scope,
      GameAlarm alarm,
      IMetric metric,
      int periods,
      Missing missing,
      String meaning) {
    AnomalyDetectionAlarm unusual =
        AnomalyDetectionAlarm.Builder.create(scope, alarm.alarmName() + "Alarm")
            .alarmName(name(alarm))
            .alarmDescription(describe(alarm, meaning))
            .metric(metric)
            .stdDevs(UNUSUAL)
            .datapointsToAlarm(periods)
            .evaluationPeriods(periods)
            .treatMissingData(missing.treatment())
            .build();
    note(name(alarm), alarm, unusual);
    because(unusual, MISSING, missing.reason());
    return tell(alarm, name(alarm), unusual, missing.told());
  }

  /**
   * Declares an alarm composed of others, all of which were declared before.
   *
   * @param silencer the cause that silences it
   */
  public void compose(
      Construct scope,
      GameAlarm alarm,
      Condition condition,
      Optional<Silencer> silencer,
      String meaning) {
    compose(scope, alarm.alarmName(), name(alarm), alarm, condition, silencer, meaning);
  }

  /** Declares one of several composed alarms of a kind. */
  public void compose(
      Construct scope,
      GameAlarm alarm,
      String subject,
      Condition condition,
      Optional<Silencer> silencer,
      String meaning) {
    compose(
        scope,
        alarm.alarmName() + subject,
        name(alarm, subject),
        alarm,
        condition,
        silencer,
        meaning);
  }

  private void compose(
      Construct scope,
      String id,
      String name,
      GameAlarm kind,
      Condition condition,
      Optional<Silencer> silencer,
      String meaning) {
    List<String> actions = List.of(topic.getTopicArn());
    CfnCompositeAlarm.Builder builder =
        CfnCompositeAlarm.Builder.create(scope, id + "Alarm")
            .alarmName(name)
            .alarmDescription(describe(kind, meaning))
            .alarmRule(condition.rule())
            .alarmActions(actions)
            .okActions(actions);
    silencer.ifPresent(
        cause ->
            builder
                .actionsSuppressor(cause.alarm())
                .actionsSuppressorWaitPeriod(cause.delay().toSeconds())
                .actionsSuppressorExtensionPeriod(cause.extension().toSeconds()));
    CfnCompositeAlarm composite = builder.build();
    // They are named, not referred to: nothing else tells CloudFormation to make them first.
    condition
        .alarms()
        .forEach(part -> composite.getNode().addDependency(declared(part, name).alarm()));
    silencer.ifPresent(
        cause -> {
          Declared by = declared(cause.alarm(), name);
          if (by.kind().severity().compareTo(kind.severity()) > 0) {
            throw new IllegalArgumentException(
                cause.alarm() + " is less urgent than " + name + " and must not silence it");
          }
          composite.getNode().addDependency(by.alarm());
          composite.addMetadata(SILENCED, cause.reason());
        });
    note(name, kind, composite);
    telling.put(name, kind.dashboard());
  }

  private Declared declared(String alarm, String by) {
    Declared part = declared.get(alarm);
    if (part == null) {
      throw new IllegalArgumentException(by + " names " + alarm + ", which is not declared yet");
    }
    return part;
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

  /** Returns the CloudWatch namespace of the stage's own metrics. */
  public String namespace() {
    return config.metricsNamespace();
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
            .alarmDescription(describe(kind, rule.meaning()))
            .metric(rule.metric())
            .comparisonOperator(rule.comparison())
            .threshold(rule.threshold())
            .datapointsToAlarm(rule.datapoints())
            .evaluationPeriods(rule.periods())
            .treatMissingData(rule.missing().treatment())
            .evaluateLowSampleCountPercentile(rule.isPercentile() ? "ignore" : null)
            .build();
    note(name, kind, alarm);
    because(alarm, MISSING, rule.missing().reason());
    return alarm;
  }

  private <T extends AlarmBase> T tell(GameAlarm kind, String name, T alarm, boolean silenceToo) {
    telling.put(name, kind.dashboard());
    SnsAction action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    if (silenceToo) {
      alarm.addInsufficientDataAction(action);
    }
    return alarm;
  }

  /** Returns the description, with a dashboard that the stage has. */
  private String describe(GameAlarm kind, String meaning) {
    AlarmNote note = AlarmNote.of(kind);
    GameDashboard dashboard =
        config.shows(kind.dashboard()) ? kind.dashboard() : GameDashboard.GAME_OPERATIONS;
    return new AlarmNote(note.severity(), note.owner(), dashboard.dashboardName(), note.runbook())
        .describe(meaning);
  }

  private void note(String name, GameAlarm kind, IConstruct alarm) {
    Tags.of(alarm).add(SEVERITY, kind.severity().name());
    declared.put(name, new Declared(kind, alarm));
  }

  private static void because(IConstruct alarm, String what, String reason) {
    if (alarm.getNode().getDefaultChild() instanceof CfnAlarm resource) {
      resource.addMetadata(what, reason);
    }
  }
}
