package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.EdgeConfig;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationLoadBalancer;
import software.amazon.awscdk.services.route53.ARecord;
import software.amazon.awscdk.services.route53.AaaaRecord;
import software.amazon.awscdk.services.route53.Failover;
import software.amazon.awscdk.services.route53.HealthCheck;
import software.amazon.awscdk.services.route53.HealthCheckType;
import software.amazon.awscdk.services.route53.IHealthCheck;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.RecordTarget;
import software.amazon.awscdk.services.route53.targets.LoadBalancerTarget;
import software.constructs.Construct;

/**
 * The names that lead to the load balancer, by IPv4 and IPv6, as long as anything behind it
 * answers. When neither the API nor the game does, the load balancer or the whole region is gone,
 * and the names lead to the stand-in ({@link StandInStack}). One part's trouble moves nothing:
 * purchases go on when only the ranking is down.
 */
final class PublicNames extends Construct {
  private static final String HEALTH = "/healthz";
  private static final Duration INTERVAL = Duration.seconds(30);
  private static final int FAILURES = 3;

  PublicNames(
      Construct scope,
      String id,
      EdgeConfig edge,
      IHostedZone zone,
      IApplicationLoadBalancer loadBalancer) {
    super(scope, id);
    RecordTarget target = RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer));
    alwaysTo(target, zone, "DirectApi", EdgeConfig.directName(edge.apiDomain()));
    alwaysTo(target, zone, "DirectGame", EdgeConfig.directName(edge.gameDomain()));
    IHealthCheck anything =
        HealthCheck.Builder.create(this, "Anything")
            .type(HealthCheckType.CALCULATED)
            .childHealthChecks(
                List.of(check("Api", edge.apiDomain()), check("Game", edge.gameDomain())))
            .healthThreshold(1)
            .build();
    FailoverRecord whileHealthy =
        new FailoverRecord(
            zone,
            Failover.PRIMARY,
            "load-balancer",
            loadBalancer.getLoadBalancerDnsName(),
            loadBalancer.getLoadBalancerCanonicalHostedZoneId(),
            Optional.of(anything));
    whileHealthy.create(this, "Api", edge.apiDomain());
    whileHealthy.create(this, "Game", edge.gameDomain());
    whileHealthy.create(this, "Ops", edge.opsDomain());
  }

  /**
   * Checks the name that never fails over; a check of the name itself would keep a failover going
   * for ever.
   */
  private HealthCheck check(String id, String domain) {
    return HealthCheck.Builder.create(this, id + "Health")
        .type(HealthCheckType.HTTPS)
        .fqdn(EdgeConfig.directName(domain))
        .port(443)
        .resourcePath(HEALTH)
        .enableSni(true)
        .requestInterval(INTERVAL)
        .failureThreshold(FAILURES)
        .build();
  }

  private void alwaysTo(RecordTarget target, IHostedZone zone, String id, String domain) {
    String name = domain + ".";
    ARecord.Builder.create(this, id + "Ipv4").zone(zone).recordName(name).target(target).build();
    AaaaRecord.Builder.create(this, id + "Ipv6").zone(zone).recordName(name).target(target).build();
  }
}
