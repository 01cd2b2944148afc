package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resource type of distributions. Distributions of buckets have a port per edge location.
 * Others are reached only by their names and answer with an error, since their origins lie outside
 * the stage.
 */
final class Distribution implements ResourceType {
  private static final String S3_DOMAIN = ".s3.";

  /**
   * The regions with Origin Shield: CloudFront guide, "Use Amazon CloudFront Origin Shield",
   * Choosing the AWS Region.
   */
  private static final Set<String> SHIELDS =
      Set.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "eu-central-1",
          "eu-west-1",
          "eu-west-2",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-2");

  private final Deliveries deliveries;
  private final Names names;
  private final S3Engine engine;
  private final Function<String, Optional<Policy>> bucketPolicies;
  private final StageTime time;
  private final Map<String, CachePolicy> cachePolicies;
  private final Map<String, ResponseHeaders.Added> headers;

  Distribution(
      Deliveries deliveries,
      Names names,
      S3Engine engine,
      Function<String, Optional<Policy>> bucketPolicies,
      StageTime time,
      Map<String, CachePolicy> cachePolicies,
      Map<String, ResponseHeaders.Added> headers) {
    this.deliveries = deliveries;
    this.names = names;
    this.engine = engine;
    this.bucketPolicies = bucketPolicies;
    this.time = time;
    this.cachePolicies = cachePolicies;
    this.headers = headers;
  }

  @Override
  public String type() {
    return "AWS::CloudFront::Distribution";
  }

  /** An origin, and whether it is a bucket. */
  private record Known(Origin origin, boolean bucket) {}

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("DistributionConfig");
    inert(context.properties(), config);
    String id = context.generatedId("E").replace("-", "").toUpperCase(Locale.ROOT);
    String arn = context.environment().globalArn("cloudfront", "distribution/" + id);
    String domain = id.toLowerCase(Locale.ROOT).replace("e0", "d") + ".cloudfront.net";
    Map<String, Known> origins = new HashMap<>();
    for (ResourceProperties origin : config.objects("Origins")) {
      origins.put(origin.string("Id"), origin(origin, arn));
    }
    List<Behavior> behaviors = new ArrayList<>();
    for (ResourceProperties behavior : config.objects("CacheBehaviors")) {
      behaviors.add(behavior(behavior, behavior.string("PathPattern"), origins));
    }
    behaviors.add(behavior(config.object("DefaultCacheBehavior"), "*", origins));
    Delivery delivery =
        new Delivery(
            context.address().logicalId(),
            domain,
            new Delivery.Settings(
                behaviors, errorsKept(config), config.optionalString("DefaultRootObject")),
            time);
    names.add(domain, delivery.at(Location.FRA));
    String summary = "reached only by its names";
    if (origins.values().stream().anyMatch(Known::bucket)) {
      context.onClose("the ports of " + context.address().logicalId(), deliveries);
      summary = "ports " + deliveries.open(delivery);
    }
    return Provisioned.running(id, summary).with("Id", id).with("DomainName", domain);
  }

  private static void inert(ResourceProperties properties, ResourceProperties config) {
    properties.inert("informational only", "Tags");
    config.inert("informational only", "Comment");
    config.inert("its records' names lead here", "Aliases");
    config.inert("TLS ends before the stage", "ViewerCertificate", "HttpVersion", "IPV6Enabled");
    config.inert("a laptop is in no country", "Restrictions");
    config.inert("the stage has three locations", "PriceClass", "Enabled");
    config.inert("nobody reads an access log on a laptop", "Logging");
  }

  private static Map<Integer, Duration> errorsKept(ResourceProperties config) {
    Map<Integer, Duration> kept = new HashMap<>();
    for (ResourceProperties error : config.objects("CustomErrorResponses")) {
      kept.put(
          error.integer("ErrorCode"), Duration.ofSeconds(error.integer("ErrorCachingMinTTL", 10)));
    }
    return kept;
  }

  private Known origin(ResourceProperties origin, String distribution) {
    String domain = origin.string("DomainName");
    origin.optionalObject("OriginShield").ifPresent(Distribution::checkShield);
    origin.inert(
        "the stage's engine is near", "ConnectionAttempts", "ConnectionTimeout", "S3OriginConfig");
    int end = domain.indexOf(S3_DOMAIN);
    if (end < 0) {
      origin.inert("the stage reaches buckets only", "CustomOriginConfig");
      return new Known(
          (_, _) -> {
            throw new IOException("the stage does not reach " + domain);
          },
          false);
    }
    String bucket = domain.substring(0, end);
    if (origin.string("OriginAccessControlId", "").isEmpty()) {
      throw new TemplateException(
          origin.where("OriginAccessControlId"),
          "is missing; the stage's distributions read buckets by origin access control");
    }
    return new Known(
        new S3Origin(
            engine,
            bucket,
            origin.string("OriginPath", ""),
            () -> bucketPolicies.apply(bucket),
            distribution),
        true);
  }

  private static void checkShield(ResourceProperties shield) {
    shield.inert("the stage always has a shield", "Enabled");
    shield
        .optionalString("OriginShieldRegion")
        .filter(region -> !SHIELDS.contains(region))
        .ifPresent(
            region -> {
              throw new TemplateException(
                  shield.where("OriginShieldRegion"),
                  "is " + region + ", where CloudFront offers no Origin Shield");
            });
  }

  private Behavior behavior(
      ResourceProperties behavior, String pattern, Map<String, Known> origins) {
    behavior.inert("TLS ends before the stage", "ViewerProtocolPolicy");
    behavior.inert("GET and HEAD are", "CachedMethods");
    behavior.inert("a bucket is sent the path only", "OriginRequestPolicyId");
    @Nullable Known known = origins.get(behavior.string("TargetOriginId"));
    if (known == null) {
      throw new TemplateException(
          behavior.where("TargetOriginId"), "does not name an origin of the distribution");
    }
    // A function that answers needs no origin; its answer is not known here.
    Origin origin =
        behavior.objects("FunctionAssociations").isEmpty()
            ? known.origin()
            : (_, _) -> Origin.Fetched.status(503);
    for (ResourceProperties function : behavior.objects("FunctionAssociations")) {
      function.inert("the stage does not run JavaScript", "EventType", "FunctionARN");
    }
    String policy = behavior.string("CachePolicyId");
    @Nullable CachePolicy cache = cachePolicies.get(policy);
    if (cache == null) {
      throw new TemplateException(
          behavior.where("CachePolicyId"), "is " + policy + ", which the stage does not support");
    }
    ResponseHeaders.Added added =
        behavior
            .optionalString("ResponseHeadersPolicyId")
            .map(id -> headers.getOrDefault(id, ResponseHeaders.Added.NOTHING))
            .orElse(ResponseHeaders.Added.NOTHING);
    List<String> methods = behavior.strings("AllowedMethods");
    return new Behavior(
        new PathPattern(pattern),
        origin,
        methods.isEmpty() ? Set.of("GET", "HEAD") : Set.copyOf(methods),
        cache,
        behavior.bool("Compress", false),
        added.always(),
        added.crossOrigin());
  }
}
