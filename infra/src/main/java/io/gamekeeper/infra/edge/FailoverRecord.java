package io.gamekeeper.infra.edge;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.route53.CfnRecordSet;
import software.amazon.awscdk.services.route53.Failover;
import software.amazon.awscdk.services.route53.IHealthCheck;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.constructs.Construct;

/**
 * One side of a name that fails over, as an alias by IPv4 and by IPv6. The target's own health is
 * not evaluated: Route 53 takes a whole load balancer for dead as soon as one of its target groups
 * has no healthy target, and knows no health of a distribution. (The CDK's own records always
 * evaluate it.)
 *
 * @param zone where the records lie
 * @param side primary or secondary
 * @param identifier tells this side from the other
 * @param targetName DNS name of what it leads to
 * @param targetZone the zone of that name
 * @param health the check that decides whether the primary answers
 */
record FailoverRecord(
    IHostedZone zone,
    Failover side,
    String identifier,
    String targetName,
    String targetZone,
    Optional<IHealthCheck> health) {

  /** Creates both records of a name. */
  void create(Construct scope, String id, String domain) {
    for (String type : List.of("A", "AAAA")) {
      CfnRecordSet.Builder record =
          CfnRecordSet.Builder.create(scope, id + (type.equals("A") ? "Ipv4" : "Ipv6"))
              .hostedZoneId(zone.getHostedZoneId())
              .name(domain + ".")
              .type(type)
              .failover(side.name())
              .setIdentifier(identifier)
              .aliasTarget(
                  CfnRecordSet.AliasTargetProperty.builder()
                      .dnsName(targetName)
                      .hostedZoneId(targetZone)
                      .evaluateTargetHealth(false)
                      .build());
      health.ifPresent(check -> record.healthCheckId(check.getHealthCheckId()));
      record.build();
    }
  }
}
