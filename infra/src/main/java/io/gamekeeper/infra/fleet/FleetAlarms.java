package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.constructs.Construct;

/** The alarms about the fleet, and the early signals that make it grow. */
final class FleetAlarms extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);

  /** The shortest period that an alarm can have; servers measure these every ten seconds. */
  private static final Duration EARLY = Duration.seconds(10);

  private static final double NEW_CONNECTIONS_PER_SECOND = 1200;
  private static final double SYNS_PER_SECOND = 15_000;
  private static final double LOSS_PERCENT = 2;
  private static final double SLOW_MILLIS = 200;

  private static final Missing NO_SERVER =
      Missing.quiet("Without a server there is nothing to measure, and ServerDown tells that.");

  /** Faults that may have reasons of a single server or its machine. */
  private static final double FEW_FAULTS = 2;

  private final Props props;
  private final Alarm connectionSurge;
  private final Alarm synBurst;
  private final Alarm packetLoss;
  private final List<Alarm> ofTheRelease;

  /**
   * What is watched.
   *
   * @param config the stage
   * @param alarms where alarms are raised
   * @param targets the servers as the load balancer sees them
   * @param release what servers are made of
   */
  record Props(StageConfig config, Alarms alarms, ApplicationTargetGroup targets, String release) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(alarms);
      Objects.requireNonNull(targets);
      Objects.requireNonNull(release);
    }

    private String onDemand() {
      return GameServerContract.onDemandGroup(config.name().key());
    }

    private String spot() {
      return GameServerContract.spotGroup(config.name().key());
    }
  }

  FleetAlarms(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    serversAreDown();
    playersWait();
    SessionObjective.watch(this, props.alarms(), props.targets());
    instancesAreBusy();
    theFleetCannotGrow();
    ofTheRelease = List.of(serversOfTheReleaseFail(), playersOfTheReleaseWait());
    connectionSurge =
        early(
            GameAlarm.CONNECTION_SURGE,
            server(GameMetric.NEW_CONNECTIONS, "Maximum", EARLY),
            NEW_CONNECTIONS_PER_SECOND,
            "A server has got 1,200 new connections per second: the fleet grows before they are"
                + " felt.");
    synBurst =
        early(
            GameAlarm.SYN_BURST,
            server(GameMetric.SYN_RECEIVED, "Maximum", EARLY),
            SYNS_PER_SECOND,
            "A server has seen 15,000 attempts to connect per second: the fleet grows, and if few"
                + " of them become sessions it is a flood.");
    packetLoss =
        early(
            GameAlarm.PACKET_LOSS,
            server(GameMetric.PACKET_LOSS_RATE, "Average", EARLY),
            LOSS_PERCENT,
            "Servers send 2 % of what they send again: they or their network cannot follow, and"
                + " the fleet grows.");
  }

  Alarm connectionSurge() {
    return connectionSurge;
  }

  Alarm synBurst() {
    return synBurst;
  }

  Alarm packetLoss() {
    return packetLoss;
  }

  /**
   * Returns the alarms that show what a new release does to the fleet and nothing that was wrong
   * before it: they are the release's own and begin with it. A deployment that they watch can cure
   * a fleet that is down, and the way back is not barred by what made it necessary.
   */
  List<Alarm> ofTheRelease() {
    return ofTheRelease;
  }

  private Alarm serversOfTheReleaseFail() {
    return props
        .alarms()
        .raiseAnew(
            this,
            GameAlarm.RELEASE_FAULTS,
            props.release(),
            Rule.above(
                FEW_FAULTS,
                ofRelease(GameMetric.SERVER_FAULTS, "Sum", Duration.minutes(5)),
                Missing.quiet("Faults are counted when they happen."),
                "Game servers of this release have crashed or not got ready, three times in five"
                    + " minutes."));
  }

  private Alarm playersOfTheReleaseWait() {
    return props
        .alarms()
        .raiseAnew(
            this,
            GameAlarm.RELEASE_LATENCY,
            props.release(),
            Rule.above(
                    SLOW_MILLIS,
                    ofRelease(GameMetric.AVERAGE_LATENCY, "Average", MINUTE),
                    Missing.quiet("A release without players has no round trips."),
                    "A round trip between players and servers of this release has taken more than"
                        + " 200 ms for five minutes.")
                .in(5, 5));
  }

  private Metric ofRelease(GameMetric metric, String statistic, Duration period) {
    return server(metric, statistic, period)
        .with(
            MetricOptions.builder()
                .dimensionsMap(
                    Sorted.map(
                        GameMetric.RELEASE,
                        props.release(),
                        GameMetric.SERVICE,
                        GameServerContract.SERVICE))
                .build());
  }

  private void serversAreDown() {
    int wanted = props.config().fleet().onDemand().min();
    props
        .alarms()
        .raise(
            this,
            GameAlarm.SERVER_DOWN,
            Rule.above(
                    0,
                    MathExpression.Builder.create()
                        // MAX and its kind take series and arrays of series, no numbers. Nothing is
                        // filled in: a late figure is not an outage, and without any registered
                        // server
                        // the load balancer falls silent, which tells as well.
                        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
                        .expression(
                            "unhealthy + IF(healthy < %1$d, %1$d - healthy, 0)".formatted(wanted))
                        .usingMetrics(
                            Sorted.<IMetric>map(
                                "healthy",
                                props.targets().getMetrics().healthyHostCount(over("Minimum")),
                                "unhealthy",
                                props.targets().getMetrics().unhealthyHostCount(over("Maximum"))))
                        .label("Servers that should take players and do not")
                        .period(MINUTE)
                        .build(),
                    Missing.told(
                        "The load balancer counts each minute while a server is registered, so"
                            + " silence means that none is."),
                    "Game servers that should take players do not: unhealthy, or fewer than the"
                        + " least.")
                .in(2, 3));
  }

  private void playersWait() {
    props
        .alarms()
        .raise(
            this,
            GameAlarm.HIGH_LATENCY,
            GameServerContract.SERVICE,
            Rule.above(
                    SLOW_MILLIS,
                    server(GameMetric.AVERAGE_LATENCY, "Average", MINUTE),
                    Missing.quiet("Without players there are no round trips."),
                    "A round trip between players and servers has taken more than 200 ms for five"
                        + " minutes.")
                .in(5, 5));
  }

  private void instancesAreBusy() {
    props
        .alarms()
        .raise(
            this,
            GameAlarm.HIGH_CPU_USAGE,
            Rule.above(
                    80,
                    MathExpression.Builder.create()
                        .expression("MAX([onDemand, FILL(spot, 0)])")
                        .usingMetrics(
                            Sorted.<IMetric>map(
                                "onDemand",
                                ofGroup("AWS/EC2", "CPUUtilization", props.onDemand()),
                                "spot",
                                ofGroup("AWS/EC2", "CPUUtilization", props.spot())))
                        .label("Processor use of the busier group, %")
                        .period(MINUTE)
                        .build(),
                    NO_SERVER,
                    "The game servers have computed at more than 80 % for ten minutes.")
                .in(10, 10));
    props
        .alarms()
        .raise(
            this,
            GameAlarm.HIGH_MEMORY_USAGE,
            Rule.above(
                    80,
                    server(GameMetric.MEMORY_USAGE, "Maximum", MINUTE),
                    NO_SERVER,
                    "A game server has used more than 80 % of its memory for ten minutes.")
                .in(10, 10));
    props
        .alarms()
        .raise(
            this,
            GameAlarm.LOW_DISK_SPACE,
            Rule.above(
                    85,
                    server(GameMetric.DISK_USAGE, "Maximum", MINUTE),
                    NO_SERVER,
                    "A game server's disk is more than 85 % full.")
                .in(5, 5));
    props
        .alarms()
        .raise(
            this,
            GameAlarm.HIGH_NETWORK_TRAFFIC,
            Rule.above(
                    100,
                    bytes("NetworkIn", "NetworkOut", "Network of the busiest server, MB/s"),
                    NO_SERVER,
                    "A game server has received and sent more than 100 MB/s for five minutes.")
                .in(5, 5));
    props
        .alarms()
        .raise(
            this,
            GameAlarm.HIGH_DISK_TRAFFIC,
            Rule.above(
                    50,
                    bytes("EBSReadBytes", "EBSWriteBytes", "Disk of the busiest server, MB/s"),
                    NO_SERVER,
                    "A game server has read and written more than 50 MB/s of its disk for five"
                        + " minutes.")
                .in(5, 5));
  }

  /**
   * Returns the MB/s of the busiest server of both groups, in and out: at most as much as the
   * server with most of the one and the server with most of the other together.
   */
  private IMetric bytes(String in, String out, String label) {
    return MathExpression.Builder.create()
        .expression(
            "MAX([onDemandIn + onDemandOut, FILL(spotIn, 0) + FILL(spotOut, 0)])"
                + " / PERIOD(onDemandIn) / 1000000")
        .usingMetrics(
            Sorted.<IMetric>map(
                "onDemandIn",
                ofGroup("AWS/EC2", in, props.onDemand()).with(over("Maximum")),
                "onDemandOut",
                ofGroup("AWS/EC2", out, props.onDemand()).with(over("Maximum")),
                "spotIn",
                ofGroup("AWS/EC2", in, props.spot()).with(over("Maximum")),
                "spotOut",
                ofGroup("AWS/EC2", out, props.spot()).with(over("Maximum"))))
        .label(label)
        .period(MINUTE)
        .build();
  }

  private void theFleetCannotGrow() {
    int most = props.config().fleet().onDemand().max();
    props
        .alarms()
        .raise(
            this,
            GameAlarm.FLEET_AT_MAXIMUM,
            Rule.atLeast(
                    most,
                    ofGroup("AWS/AutoScaling", "GroupDesiredCapacity", props.onDemand()),
                    Missing.quiet("A group that tells nothing has not grown."),
                    "The on-demand group is as large as it may be: more players will find no"
                        + " place.")
                .in(5, 5));
  }

  private Alarm early(GameAlarm alarm, Metric metric, double threshold, String meaning) {
    return props
        .alarms()
        .raise(
            this,
            alarm,
            Rule.atLeast(
                threshold,
                metric,
                Missing.quiet("The fleet grows for what was seen, never for what was not."),
                meaning));
  }

  private Metric server(GameMetric metric, String statistic, Duration period) {
    return props.alarms().serverMetric(metric, statistic, period);
  }

  private static Metric ofGroup(String namespace, String metric, String group) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(metric)
        .dimensionsMap(Map.of("AutoScalingGroupName", group))
        .statistic("Average")
        .period(MINUTE)
        .build();
  }

  private static MetricOptions over(String statistic) {
    return MetricOptions.builder().statistic(statistic).period(MINUTE).build();
  }
}
