package io.gamekeeper.infra.edge;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.dashboards.EdgeDashboard;
import io.gamekeeper.dashboards.LoadBalancerMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.DesyncMitigationMode;
import software.amazon.awscdk.services.elasticloadbalancingv2.FixedResponseOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.HttpCodeElb;
import software.amazon.awscdk.services.elasticloadbalancingv2.HttpCodeTarget;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationLoadBalancerMetrics;
import software.amazon.awscdk.services.elasticloadbalancingv2.IpAddressType;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.RedirectOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.SslPolicy;
import software.constructs.Construct;

/**
 * The entrance for players: one load balancer that speaks HTTPS and answers 404 to everything.
 * Listener rules in the stacks that serve a path say where it leads.
 */
public final class EdgeStack extends StageStack {
  private static final String NOT_FOUND =
      "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}";

  private static final double MOST_ERRORS_PERCENT = 5;

  /** Requests in a minute; among fewer, a single failure would look like a rate. */
  private static final int FEW_REQUESTS = 20;

  private static final double SLOW_SECONDS = 1;

  /** In periods of five minutes. */
  private static final int HALF_AN_HOUR = 6;

  private static final Missing NO_REQUESTS =
      Missing.quiet("Without requests the load balancer counts nothing, and nobody waits.");

  private final ApplicationListener listener;
  private final String loadBalancerArn;
  private final LoadBalancerMetrics metrics;

  /** Creates the stack below a stage, inside the stage's network. */
  public EdgeStack(Construct scope, String id, StageConfig config, IVpc vpc, Alarms alarms) {
    super(scope, id, config, "Load balancer for players");
    StageZone zone = new StageZone(this, config.edge());

    ApplicationLoadBalancer loadBalancer =
        ApplicationLoadBalancer.Builder.create(this, "LoadBalancer")
            .vpc(vpc)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
            .internetFacing(true)
            .ipAddressType(IpAddressType.DUAL_STACK)
            .dropInvalidHeaderFields(true)
            .desyncMitigationMode(DesyncMitigationMode.STRICTEST)
            .idleTimeout(Duration.seconds(GameServerContract.BALANCER_IDLE.toSeconds()))
            .deletionProtection(config.protection().refusesDeletion())
            .build();
    loadBalancer.logAccessLogs(AccessLog.bucket(this, "AccessLog", config.protection()));
    Findings.acknowledge(
        loadBalancer,
        "AwsSolutions-EC23",
        "Players come from anywhere; open for 443, and for 80, which only redirects to it");

    listener =
        loadBalancer.addListener(
            "Https",
            BaseApplicationListenerProps.builder()
                .protocol(ApplicationProtocol.HTTPS)
                .port(443)
                .certificates(
                    List.of(
                        ListenerCertificate.fromCertificateManager(
                            zone.certificate(
                                config.edge().certificateArn(),
                                config.edge().apiDomain(),
                                config.edge().gameDomain(),
                                config.edge().opsDomain()))))
                .sslPolicy(SslPolicy.TLS13_12_RES_PQ)
                .defaultAction(
                    ListenerAction.fixedResponse(
                        404,
                        FixedResponseOptions.builder()
                            // The one JSON type that a fixed response may have.
                            .contentType("application/json")
                            .messageBody(NOT_FOUND)
                            .build()))
                .build());
    config.edge().webOrigin().ifPresent(origin -> WebClients.admit(this, listener, origin));
    loadBalancer.addListener(
        "Http",
        BaseApplicationListenerProps.builder()
            .protocol(ApplicationProtocol.HTTP)
            .port(80)
            .defaultAction(
                ListenerAction.redirect(
                    RedirectOptions.builder()
                        .protocol("HTTPS")
                        .port("443")
                        .permanent(true)
                        .build()))
            .build());
    loadBalancer
        .getConnections()
        .allowTo(Peer.anyIpv4(), Port.tcp(443), "Keys of the token issuer");
    new Firewall(
        this, "Firewall", new Firewall.Props(config, loadBalancer, alarms, removalPolicy()));
    new PublicNames(this, "Names", config.edge(), zone.zone(), loadBalancer);
    loadBalancerArn = loadBalancer.getLoadBalancerArn();
    watch(loadBalancer.getMetrics(), alarms);
    metrics = new LoadBalancerMetrics(loadBalancer.getLoadBalancerFullName());
    if (config.shows(GameDashboard.EDGE)) {
      new EdgeDashboard(
          this,
          "Dashboard",
          new EdgeDashboard.Props(
              new Metrics(config.name().key(), config.metricsNamespace()),
              metrics,
              Firewall.name(config),
              getRegion(),
              alarms.thatTell(GameDashboard.EDGE)));
    }
  }

  /** Returns what the load balancer measures, for dashboards. */
  public LoadBalancerMetrics metrics() {
    return metrics;
  }

  /** Returns the load balancer's ARN, which stands in what it signs. */
  public String loadBalancerArn() {
    return loadBalancerArn;
  }

  /** Returns the listener to which other stacks add their routes. */
  public IApplicationListener listener() {
    return listener;
  }

  private void watch(IApplicationLoadBalancerMetrics metrics, Alarms alarms) {
    MetricOptions sum =
        MetricOptions.builder().statistic("Sum").period(Duration.minutes(1)).build();
    alarms.raise(
        this,
        GameAlarm.HIGH_ERROR_RATE,
        Rule.above(
                MOST_ERRORS_PERCENT,
                MathExpression.Builder.create()
                    .expression(
                        "IF(requests >= "
                            + FEW_REQUESTS
                            + ", 100 * (FILL(own, 0) + FILL(targets, 0)) / requests, 0)")
                    .usingMetrics(
                        Sorted.map(
                            "own",
                            metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, sum),
                            "requests",
                            metrics.requestCount(sum),
                            "targets",
                            metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum)))
                    .label("Errors of all requests, in percent")
                    .period(Duration.minutes(1))
                    .build(),
                NO_REQUESTS,
                "More than one request in twenty fails on our side.")
            .in(3, 5));
    alarms.raise(
        this,
        GameAlarm.HIGH_LATENCY,
        "LoadBalancer",
        Rule.above(
                SLOW_SECONDS,
                metrics.targetResponseTime(
                    MetricOptions.builder().statistic("p99").period(Duration.minutes(1)).build()),
                NO_REQUESTS,
                "One request in a hundred takes longer than a second.")
            .in(5, 5));
    alarms.raiseUnusual(
        this,
        GameAlarm.UNUSUAL_TRAFFIC,
        metrics.requestCount(
            MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build()),
        HALF_AN_HOUR,
        Missing.told(
            "Route 53 asks for the game's health all the time, so silence means that nobody gets"
                + " through."),
        "For half an hour there have been far more or far fewer requests than usual at this time:"
            + " an event, an attack, or players who cannot reach us.");
  }
}
