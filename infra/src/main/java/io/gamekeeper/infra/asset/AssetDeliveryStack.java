package io.gamekeeper.infra.asset;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.dashboards.AssetsDashboard;
import io.gamekeeper.infra.config.Countries;
import io.gamekeeper.infra.config.EdgeConfig;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.edge.DistributionLog;
import io.gamekeeper.infra.edge.StageZone;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudfront.AllowedMethods;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.CacheCookieBehavior;
import software.amazon.awscdk.services.cloudfront.CacheHeaderBehavior;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.CacheQueryStringBehavior;
import software.amazon.awscdk.services.cloudfront.CachedMethods;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.ErrorResponse;
import software.amazon.awscdk.services.cloudfront.GeoRestriction;
import software.amazon.awscdk.services.cloudfront.HttpVersion;
import software.amazon.awscdk.services.cloudfront.IOrigin;
import software.amazon.awscdk.services.cloudfront.OriginProps;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersContentTypeOptions;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersCorsBehavior;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersPolicy;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersStrictTransportSecurity;
import software.amazon.awscdk.services.cloudfront.ResponseSecurityHeadersBehavior;
import software.amazon.awscdk.services.cloudfront.S3OriginAccessControl;
import software.amazon.awscdk.services.cloudfront.SecurityPolicyProtocol;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.S3BucketOrigin;
import software.amazon.awscdk.services.route53.ARecord;
import software.amazon.awscdk.services.route53.AaaaRecord;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.RecordTarget;
import software.amazon.awscdk.services.route53.targets.CloudFrontTarget;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.constructs.Construct;

/**
 * The distribution that players fetch assets from, before the bucket of {@link AssetsStack}. It is
 * in us-east-1, where CloudFront looks for certificates and logs.
 */
public final class AssetDeliveryStack extends StageStack {
  private static final Duration YEAR = Duration.days(365);

  /** How long after a release a player may still see the one before. */
  private static final Duration MANIFEST_AGE = Duration.seconds(30);

  /** How long a cache remembers that an object which was asked for too early is not there. */
  private static final Duration ERROR_AGE = Duration.seconds(5);

  /** Creates the stack below a stage; it needs nothing of other stacks but names. */
  public AssetDeliveryStack(Construct scope, String id, StageConfig config) {
    super(
        scope,
        id,
        config,
        EdgeConfig.CLOUDFRONT_REGION,
        "Distribution that players fetch assets from");
    StageZone zone = new StageZone(this, config.edge());
    IOrigin origin = origin();
    ResponseHeadersPolicy headers = headers();
    BehaviorOptions manifests =
        behavior(origin, headers, cachePolicy("Manifests", MANIFEST_AGE, "What changes"));
    BehaviorOptions objects =
        behavior(origin, headers, cachePolicy("Objects", YEAR, "What never changes"));
    Distribution distribution =
        Distribution.Builder.create(this, "Distribution")
            .comment("Gamekeeper " + config.name().key() + ": assets")
            .domainNames(List.of(config.edge().assetsDomain()))
            .certificate(
                zone.certificate(
                    config.edge().assetsCertificateArn(), config.edge().assetsDomain()))
            .minimumProtocolVersion(SecurityPolicyProtocol.TLS_V1_2_2021)
            .httpVersion(HttpVersion.HTTP2_AND_3)
            .enableIpv6(true)
            .geoRestriction(geoRestriction())
            .defaultBehavior(manifests)
            .additionalBehaviors(
                Sorted.map(AssetsStack.OBJECTS, objects, AssetsStack.CHANNELS, manifests))
            .errorResponses(List.of(ErrorResponse.builder().httpStatus(403).ttl(ERROR_AGE).build()))
            .build();
    DistributionLog.keep(this, distribution, config.protection());
    acknowledge(distribution);
    alias(zone.zone(), distribution);
    if (config.shows(GameDashboard.ASSETS)) {
      new AssetsDashboard(this, "Dashboard", config.name().key(), distribution.getDistributionId());
    }
  }

  private IOrigin origin() {
    S3OriginAccessControl access = S3OriginAccessControl.Builder.create(this, "Access").build();
    return S3BucketOrigin.withBucketDefaults(
        Bucket.fromBucketAttributes(
            this,
            "Assets",
            BucketAttributes.builder()
                .bucketName(AssetsStack.bucketName(this))
                .region(config().region())
                .build()),
        OriginProps.builder()
            .originAccessControlId(access.getOriginAccessControlId())
            // Beside the bucket: an object is read from it once, whatever location asks first.
            .originShieldRegion(OriginShield.beside(config().region()).orElse(null))
            .build());
  }

  private static BehaviorOptions behavior(
      IOrigin origin, ResponseHeadersPolicy headers, CachePolicy cachePolicy) {
    return BehaviorOptions.builder()
        .origin(origin)
        .viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY)
        .allowedMethods(AllowedMethods.ALLOW_GET_HEAD)
        .cachedMethods(CachedMethods.CACHE_GET_HEAD)
        .compress(true)
        .cachePolicy(cachePolicy)
        .responseHeadersPolicy(headers)
        .build();
  }

  /** Honours the origin's {@code Cache-Control} up to that age. */
  private CachePolicy cachePolicy(String id, Duration age, String comment) {
    return CachePolicy.Builder.create(this, id)
        .comment(comment)
        .minTtl(Duration.seconds(0))
        .defaultTtl(age)
        .maxTtl(age)
        .queryStringBehavior(CacheQueryStringBehavior.none())
        .cookieBehavior(CacheCookieBehavior.none())
        .headerBehavior(CacheHeaderBehavior.none())
        .enableAcceptEncodingBrotli(true)
        .enableAcceptEncodingGzip(true)
        .build();
  }

  private ResponseHeadersPolicy headers() {
    return ResponseHeadersPolicy.Builder.create(this, "Headers")
        .securityHeadersBehavior(
            ResponseSecurityHeadersBehavior.builder()
                .contentTypeOptions(
                    ResponseHeadersContentTypeOptions.builder().override(true).build())
                .strictTransportSecurity(
                    ResponseHeadersStrictTransportSecurity.builder()
                        .accessControlMaxAge(YEAR)
                        .includeSubdomains(true)
                        .override(true)
                        .build())
                .build())
        // Games that run in a browser come from anywhere; what they fetch is public and asked for
        // by plain GETs, which need no preflight.
        .corsBehavior(
            ResponseHeadersCorsBehavior.builder()
                .accessControlAllowOrigins(List.of("*"))
                .accessControlAllowMethods(List.of("GET", "HEAD"))
                .accessControlAllowHeaders(List.of("*"))
                .accessControlExposeHeaders(List.of("ETag"))
                .accessControlAllowCredentials(false)
                .accessControlMaxAge(Duration.days(1))
                .originOverride(true)
                .build())
        .build();
  }

  private @Nullable GeoRestriction geoRestriction() {
    return switch (config().edge().countries()) {
      case Countries.Any() -> null;
      case Countries.Only(List<String> codes) ->
          GeoRestriction.allowlist(codes.toArray(String[]::new));
      case Countries.AllBut(List<String> codes) ->
          GeoRestriction.denylist(codes.toArray(String[]::new));
    };
  }

  private void acknowledge(Distribution distribution) {
    if (config().edge().countries() instanceof Countries.Any) {
      Findings.acknowledge(
          distribution, "AwsSolutions-CFR1", "The stage's settings let players come from anywhere");
    }
    Findings.acknowledge(
        distribution,
        "AwsSolutions-CFR2",
        "What it serves is public, read-only and cached: a firewall would be paid for each request"
            + " and protect nothing");
    Findings.acknowledge(
        distribution,
        "AwsSolutions-CFR3",
        "It logs by the newer way, which needs no bucket with access control lists");
  }

  private void alias(IHostedZone zone, Distribution distribution) {
    RecordTarget target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    String name = config().edge().assetsDomain() + ".";
    ARecord.Builder.create(this, "Ipv4").zone(zone).recordName(name).target(target).build();
    AaaaRecord.Builder.create(this, "Ipv6").zone(zone).recordName(name).target(target).build();
  }
}
