package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.EdgeConfig;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.cloudfront.AllowedMethods;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.Function;
import software.amazon.awscdk.services.cloudfront.FunctionAssociation;
import software.amazon.awscdk.services.cloudfront.FunctionCode;
import software.amazon.awscdk.services.cloudfront.FunctionEventType;
import software.amazon.awscdk.services.cloudfront.FunctionRuntime;
import software.amazon.awscdk.services.cloudfront.HttpVersion;
import software.amazon.awscdk.services.cloudfront.OriginProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.SecurityPolicyProtocol;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.HttpOrigin;
import software.amazon.awscdk.services.route53.Failover;
import software.amazon.awscdk.services.route53.targets.CloudFrontTarget;
import software.constructs.Construct;

/**
 * The stand-in that answers when the load balancer or its region is gone: 503 with {@code
 * Retry-After}, from CloudFront's edge locations, without an origin. It is in us-east-1, where
 * CloudFront looks for certificates, and shares nothing with the stage's region.
 */
public final class StandInStack extends StageStack {
  private static final String ANSWER =
      """
      function handler(event) {
        return {
          statusCode: 503,
          statusDescription: 'Service Unavailable',
          headers: {
            'cache-control': { value: 'no-store' },
            'content-type': { value: 'application/problem+json' },
            'retry-after': { value: '60' }
          },
          body: '{"type":"about:blank","title":"Service Unavailable","status":503}'
        };
      }
      """;

  /** Creates the stack below a stage; it needs nothing of another stack. */
  public StandInStack(Construct scope, String id, StageConfig config) {
    super(
        scope, id, config, EdgeConfig.CLOUDFRONT_REGION, "Answers while the load balancer cannot");
    EdgeConfig edge = config.edge();
    StageZone zone = new StageZone(this, edge);
    Distribution distribution =
        Distribution.Builder.create(this, "Distribution")
            .comment("Gamekeeper " + config.name().key() + ": stands in for the load balancer")
            .domainNames(edge.balancedDomains())
            .certificate(
                zone.certificate(
                    edge.assetsCertificateArn(),
                    edge.apiDomain(),
                    edge.gameDomain(),
                    edge.opsDomain()))
            .minimumProtocolVersion(SecurityPolicyProtocol.TLS_V1_2_2021)
            .httpVersion(HttpVersion.HTTP2_AND_3)
            .enableIpv6(true)
            .defaultBehavior(answer(edge))
            .build();
    acknowledge(distribution);
    FailoverRecord instead =
        new FailoverRecord(
            zone.zone(),
            Failover.SECONDARY,
            "stand-in",
            distribution.getDistributionDomainName(),
            CloudFrontTarget.CLOUDFRONT_ZONE_ID,
            Optional.empty());
    instead.create(this, "Api", edge.apiDomain());
    instead.create(this, "Game", edge.gameDomain());
    instead.create(this, "Ops", edge.opsDomain());
  }

  private BehaviorOptions answer(EdgeConfig edge) {
    Function function =
        Function.Builder.create(this, "Answer")
            .comment("Says that the game is unavailable")
            .code(FunctionCode.fromInline(ANSWER))
            .runtime(FunctionRuntime.JS_2_0)
            .build();
    return BehaviorOptions.builder()
        // A distribution must have an origin; the function answers before it would be asked.
        .origin(
            HttpOrigin.Builder.create(EdgeConfig.directName(edge.apiDomain()))
                .protocolPolicy(OriginProtocolPolicy.HTTPS_ONLY)
                .build())
        .viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY)
        .allowedMethods(AllowedMethods.ALLOW_ALL)
        .cachePolicy(CachePolicy.CACHING_DISABLED)
        .functionAssociations(
            List.of(
                FunctionAssociation.builder()
                    .eventType(FunctionEventType.VIEWER_REQUEST)
                    .function(function)
                    .build()))
        .build();
  }

  private static void acknowledge(Distribution distribution) {
    String constant = "It answers everybody with one constant text and reaches nothing";
    Findings.acknowledge(distribution, "AwsSolutions-CFR1", constant);
    Findings.acknowledge(distribution, "AwsSolutions-CFR2", constant);
    Findings.acknowledge(distribution, "AwsSolutions-CFR3", constant);
  }
}
