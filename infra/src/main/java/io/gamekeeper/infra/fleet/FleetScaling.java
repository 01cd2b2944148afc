package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.AlarmActionConfig;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.cloudwatch.IAlarmAction;
import software.constructs.Construct;

/**
 * The scaling of a group: it follows the players per server, grows a step ahead on early signals,
 * and grows before the players come if the forecast says that they will.
 */
final class FleetScaling extends Construct {
  /** Both groups see the same average; the cheaper one grows first and shrinks last. */
  private static final double SPOT_GROWS_AT = 0.8;

  /** Auto Scaling forecasts in periods of five minutes; servers report each minute. */
  private static final int REPORTS_PER_FORECAST_PERIOD = 5;

  private final StageConfig config;

  FleetScaling(Construct scope, String id, StageConfig config) {
    super(scope, id);
    this.config = Objects.requireNonNull(config);
  }

  /** Scales the group that carries the fleet. */
  void onDemand(ServerGroup group, FleetAlarms alarms) {
    followPlayers("OnDemandFollowsPlayers", group, config.fleet().playersPerServer());
    growEarly(group, alarms);
    forecast(group);
  }

  /** Scales the group that makes it cheaper. */
  void spot(ServerGroup group) {
    followPlayers("SpotFollowsPlayers", group, config.fleet().playersPerServer() * SPOT_GROWS_AT);
  }

  private void followPlayers(String id, ServerGroup group, double playersPerServer) {
    CfnScalingPolicy.Builder.create(this, id)
        .autoScalingGroupName(group.ref())
        .policyType("TargetTrackingScaling")
        .targetTrackingConfiguration(
            CfnScalingPolicy.TargetTrackingConfigurationProperty.builder()
                .targetValue(playersPerServer)
                .customizedMetricSpecification(
                    CfnScalingPolicy.CustomizedMetricSpecificationProperty.builder()
                        .namespace(config.metricsNamespace())
                        .metricName(GameMetric.CONCURRENT_USERS.metricName())
                        .dimensions(List.of(service()))
                        .statistic("Average")
                        .unit("Count")
                        .build())
                .build())
        .build();
  }

  /**
   * Grows before the average load shows what is coming: by a fifth at once, and again while the
   * signal lasts.
   */
  private void growEarly(ServerGroup group, FleetAlarms alarms) {
    growOn("ConnectionSurge", group, alarms.connectionSurge());
    growOn("SynBurst", group, alarms.synBurst());
    growOn("PacketLoss", group, alarms.packetLoss());
  }

  private void growOn(String signal, ServerGroup group, Alarm alarm) {
    CfnScalingPolicy policy =
        CfnScalingPolicy.Builder.create(this, "GrowOn" + signal)
            .autoScalingGroupName(group.ref())
            .policyType("StepScaling")
            .adjustmentType("PercentChangeInCapacity")
            .minAdjustmentMagnitude(1)
            .estimatedInstanceWarmup(60)
            .metricAggregationType("Maximum")
            .stepAdjustments(
                List.of(
                    CfnScalingPolicy.StepAdjustmentProperty.builder()
                        .metricIntervalLowerBound(0)
                        .scalingAdjustment(20)
                        .build()))
            .build();
    alarm.addAlarmAction(new Start(policy.getRef()));
  }

  private void forecast(ServerGroup group) {
    CfnScalingPolicy.Builder.create(this, "Forecast")
        .autoScalingGroupName(group.ref())
        .policyType("PredictiveScaling")
        .predictiveScalingConfiguration(
            CfnScalingPolicy.PredictiveScalingConfigurationProperty.builder()
                .mode(
                    switch (config.fleet().predictiveScaling()) {
                      case ONLY -> "ForecastOnly";
                      case AND_SCALE -> "ForecastAndScale";
                    })
                .schedulingBufferTime(300)
                .maxCapacityBreachBehavior("HonorMaxCapacity")
                .metricSpecifications(List.of(forecastOfPlayers()))
                .build())
        .build();
  }

  /**
   * Forecasts the load of the on-demand group. All servers have as many players on average,
   * whichever group they are of, so its share of the players is its share of the servers. A
   * forecast of all players would size it for all of them, and the Spot group, which shrinks when
   * the average does, would save nothing: the capacity metric takes nothing off a forecast (Auto
   * Scaling guide, "Considerations for custom metrics in a predictive scaling policy").
   */
  private CfnScalingPolicy.PredictiveScalingMetricSpecificationProperty forecastOfPlayers() {
    return CfnScalingPolicy.PredictiveScalingMetricSpecificationProperty.builder()
        .targetValue(config.fleet().playersPerServer())
        .customizedLoadMetricSpecification(
            CfnScalingPolicy.PredictiveScalingCustomizedLoadMetricProperty.builder()
                .metricDataQueries(
                    List.of(
                        query("reports", players("Sum"), false),
                        onDemandServers(),
                        spotServers(),
                        expression(
                            "load",
                            "reports / "
                                + REPORTS_PER_FORECAST_PERIOD
                                + " * onDemand / (onDemand + FILL(spot, 0))")))
                .build())
        .customizedScalingMetricSpecification(
            CfnScalingPolicy.PredictiveScalingCustomizedScalingMetricProperty.builder()
                .metricDataQueries(List.of(query("utilisation", players("Average"), true)))
                .build())
        .customizedCapacityMetricSpecification(
            CfnScalingPolicy.PredictiveScalingCustomizedCapacityMetricProperty.builder()
                .metricDataQueries(
                    List.of(
                        onDemandServers(),
                        spotServers(),
                        expression("capacity", "onDemand + FILL(spot, 0)")))
                .build())
        .build();
  }

  private CfnScalingPolicy.MetricDataQueryProperty onDemandServers() {
    return query(
        "onDemand", inService(GameServerContract.onDemandGroup(config.name().key())), false);
  }

  private CfnScalingPolicy.MetricDataQueryProperty spotServers() {
    return query("spot", inService(GameServerContract.spotGroup(config.name().key())), false);
  }

  private CfnScalingPolicy.MetricStatProperty players(String statistic) {
    return CfnScalingPolicy.MetricStatProperty.builder()
        .metric(
            CfnScalingPolicy.MetricProperty.builder()
                .namespace(config.metricsNamespace())
                .metricName(GameMetric.CONCURRENT_USERS.metricName())
                .dimensions(List.of(service()))
                .build())
        .stat(statistic)
        .build();
  }

  private static CfnScalingPolicy.MetricStatProperty inService(String group) {
    return CfnScalingPolicy.MetricStatProperty.builder()
        .metric(
            CfnScalingPolicy.MetricProperty.builder()
                .namespace("AWS/AutoScaling")
                .metricName("GroupInServiceInstances")
                .dimensions(List.of(dimension("AutoScalingGroupName", group)))
                .build())
        .stat("Average")
        .build();
  }

  private static CfnScalingPolicy.MetricDataQueryProperty query(
      String id, CfnScalingPolicy.MetricStatProperty metric, boolean result) {
    return CfnScalingPolicy.MetricDataQueryProperty.builder()
        .id(id)
        .metricStat(metric)
        .returnData(result)
        .build();
  }

  private static CfnScalingPolicy.MetricDataQueryProperty expression(String id, String formula) {
    return CfnScalingPolicy.MetricDataQueryProperty.builder()
        .id(id)
        .expression(formula)
        .returnData(true)
        .build();
  }

  private static CfnScalingPolicy.MetricDimensionProperty service() {
    return dimension(GameMetric.SERVICE, GameServerContract.SERVICE);
  }

  private static CfnScalingPolicy.MetricDimensionProperty dimension(String name, String value) {
    return CfnScalingPolicy.MetricDimensionProperty.builder().name(name).value(value).build();
  }

  /** Starts a scaling policy when an alarm goes off. */
  private record Start(String policyArn) implements IAlarmAction {
    @Override
    public AlarmActionConfig bind(Construct scope, IAlarm alarm) {
      return AlarmActionConfig.builder().alarmActionArn(policyArn).build();
    }
  }
}
