package io.gamekeeper.infra.observability;

import io.gamekeeper.contract.CollectorEnvironment;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.data.Ranking;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import io.gamekeeper.infra.payment.PurchaseEvents;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/**
 * The collector of players' and business metrics: each minute a function counts what game servers
 * reported and what the payment domain announced, and sends the metrics.
 */
final class PlayerMetrics extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration ONE_TICK = Duration.seconds(55);

  /** Game servers' reports wait for hours; a quarter of one is soon enough for a person. */
  private static final int FAILED_MINUTES = 15;

  /**
   * What the metrics need.
   *
   * @param functions how functions are deployed, and what they may use
   */
  record Props(BundledFunctions.Props functions, Alarms alarms) {
    Props {
      Objects.requireNonNull(functions);
      Objects.requireNonNull(alarms);
    }
  }

  PlayerMetrics(Construct scope, String id, Props props) {
    super(scope, id);
    Alarms alarms = props.alarms();
    DataStack data = props.functions().data();
    RemovalPolicy removalPolicy = props.functions().config().protection().removalPolicy();
    BundledFunctions functions =
        new BundledFunctions(this, securityGroup(props.functions()), props.functions());
    PlayerFiguresEnvironment figures =
        new PlayerFiguresEnvironment(data.playerFigures().table().getTableName());

    LiveFunction collector =
        functions.deploy(
            GameFunction.PLAYER_METRICS,
            ONE_TICK,
            new CollectorEnvironment(data.ranking().host(), Ranking.PORT, figures).toMap());
    new Timer(
        this,
        "CollectorTimer",
        new Timer.Props(
            collector,
            "Counts what players did and sends the metrics",
            MINUTE,
            DeadLetters.queue(this, "UndeliveredCollectorTicks", alarms, removalPolicy)));
    alarms.raise(
        this,
        GameAlarm.PLAYER_METRICS_MISSING,
        Rule.above(
                0,
                collector
                    .live()
                    .metricErrors(MetricOptions.builder().statistic("Sum").period(MINUTE).build()),
                Missing.quiet(
                    "A minute without a run has no figure; the next run makes up for it."),
                "No metrics of players are sent: the collector reaches Redis, its table or CloudWatch"
                    + " no longer, or CloudWatch refuses them.")
            .in(FAILED_MINUTES, FAILED_MINUTES));

    Map<String, String> erasing = new HashMap<>(figures.toMap());
    erasing.putAll(new ErasureEnvironment(data.erasures().table().getTableName()).toMap());
    new Timer(
        this,
        "ErasureTimer",
        new Timer.Props(
            functions.deploy(GameFunction.FIGURES_ERASURE, ONE_TICK, erasing),
            "Forgets when players were seen who are to be erased",
            MINUTE,
            DeadLetters.queue(this, "UndeliveredFiguresErasureTicks", alarms, removalPolicy)));

    new PurchaseEvents(
        this,
        "Purchases",
        new PurchaseEvents.Props(
            props.functions().eventBus(),
            functions.deploy(
                GameFunction.PURCHASE_INBOX, Timeouts.of(TimeLimit.BATCH), figures.toMap()),
            DeadLetters.queue(this, "UncountedPurchases", alarms, removalPolicy),
            removalPolicy));
  }

  private SecurityGroup securityGroup(BundledFunctions.Props functions) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(functions.vpc())
            .description("What the functions of the player metrics may reach")
            .allowAllOutbound(false)
            .build();
    group.getConnections().allowToDefaultPort(functions.data().ranking(), "The session stream");
    // DynamoDB's gateway end point and CloudWatch have public addresses.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "DynamoDB, CloudWatch");
    return group;
  }
}
