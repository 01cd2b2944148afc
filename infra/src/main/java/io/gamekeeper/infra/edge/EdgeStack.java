package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.certificatemanager.CertificateValidation;
import software.amazon.awscdk.services.certificatemanager.ICertificate;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.DesyncMitigationMode;
import software.amazon.awscdk.services.elasticloadbalancingv2.FixedResponseOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.RedirectOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.SslPolicy;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.constructs.Construct;

/**
 * Where players come in: one load balancer that speaks HTTPS and answers 404 to everything. Which
 * paths lead where is said by listener rules in the stacks that serve them.
 */
public final class EdgeStack extends StageStack {
  private static final String NOT_FOUND =
      "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}";

  private final IHostedZone zone;
  private final ApplicationListener listener;

  /** Creates the stack below a stage, inside the stage's network. */
  public EdgeStack(Construct scope, String id, StageConfig config, IVpc vpc) {
    super(scope, id, config, "Load balancer for players");
    zone = config.edge().zone(this);

    ApplicationLoadBalancer loadBalancer =
        ApplicationLoadBalancer.Builder.create(this, "LoadBalancer")
            .vpc(vpc)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
            .internetFacing(true)
            .dropInvalidHeaderFields(true)
            .desyncMitigationMode(DesyncMitigationMode.STRICTEST)
            .idleTimeout(Duration.seconds(60))
            .deletionProtection(config.protectedFromDeletion())
            .build();
    loadBalancer.logAccessLogs(AccessLog.bucket(this, "AccessLog", removalPolicy()));
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
                    List.of(ListenerCertificate.fromCertificateManager(certificate(config.edge()))))
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
  }

  /** Where other stacks add their routes. */
  public IApplicationListener listener() {
    return listener;
  }

  private ICertificate certificate(StageConfig.Edge edge) {
    return edge.certificateArn()
        .map(arn -> Certificate.fromCertificateArn(this, "Certificate", arn))
        .orElseGet(
            () ->
                Certificate.Builder.create(this, "Certificate")
                    .domainName(edge.apiDomain())
                    .subjectAlternativeNames(List.of(edge.gameDomain(), edge.opsDomain()))
                    .validation(CertificateValidation.fromDns(zone))
                    .build());
  }
}
