package io.gamekeeper.infra.observability;

import io.gamekeeper.contract.PlayerExperienceMonitor;
import io.gamekeeper.infra.config.EdgeConfig;
import io.gamekeeper.infra.config.StageConfig;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.rum.CfnAppMonitor;
import software.constructs.Construct;

/**
 * The fourth layer of what is observed: page views, errors, failed requests and loading times as
 * players' own devices report them to CloudWatch RUM. Clients send without credentials, by the
 * monitor's own policy; they have to name the alias, so that the clients of a release can be shut
 * out by another alias. The alias is public: it keeps nobody out who reads the client.
 *
 * <p>RUM keeps events for 30 days, as long as other logs, so that a copy in CloudWatch Logs would
 * only cost.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-RUM-resource-policies.html">Using
 *     resource-based policies with CloudWatch RUM</a>
 */
public final class PlayerExperience extends Construct {
  /** RUM bills by event: of protected stages one session in ten is enough for its percentiles. */
  private static final double SAMPLED = 0.1;

  private static final double ALL = 1;

  /** Creates the app monitor of a stage. */
  public PlayerExperience(Construct scope, String id, StageConfig config) {
    super(scope, id);
    String name = PlayerExperienceMonitor.name(config.name().key());
    CfnAppMonitor monitor =
        CfnAppMonitor.Builder.create(this, "AppMonitor")
            .name(name)
            .domain(domain(config.edge()))
            .cwLogEnabled(false)
            .appMonitorConfiguration(
                CfnAppMonitor.AppMonitorConfigurationProperty.builder()
                    .allowCookies(true)
                    .enableXRay(false)
                    .sessionSampleRate(config.protectedFromDeletion() ? SAMPLED : ALL)
                    .telemetries(List.of("errors", "performance", "http"))
                    .build())
            .resourcePolicy(
                CfnAppMonitor.ResourcePolicyProperty.builder()
                    .policyDocument(Stack.of(this).toJsonString(anybodyWhoNamesTheAlias(name)))
                    .build())
            .build();
    CfnOutput.Builder.create(this, "MonitorId")
        .description("What clients name when they report what players experience")
        .value(monitor.getAttrId())
        .build();
  }

  /** The host of the pages that report: of the web client, or of the API if any may. */
  private static String domain(EdgeConfig edge) {
    return edge.webOrigin()
        .filter(origin -> !origin.equals("*"))
        .map(origin -> URI.create(origin).getHost())
        .orElse(edge.apiDomain());
  }

  private PolicyDocument anybodyWhoNamesTheAlias(String name) {
    return PolicyDocument.Builder.create()
        .statements(
            List.of(
                PolicyStatement.Builder.create()
                    .principals(List.of(new AnyPrincipal()))
                    .actions(List.of("rum:PutRumEvents"))
                    .resources(
                        List.of(
                            Stack.of(this)
                                .formatArn(
                                    ArnComponents.builder()
                                        .service("rum")
                                        .resource("appmonitor")
                                        .resourceName(name)
                                        .build())))
                    .conditions(
                        Map.of("StringEquals", Map.of("rum:alias", PlayerExperienceMonitor.ALIAS)))
                    .build()))
        .build();
  }
}
