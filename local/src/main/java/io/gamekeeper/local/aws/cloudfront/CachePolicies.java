package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.Map;

/** The resource type of cache policies. */
final class CachePolicies implements ResourceType {
  /** The policies of AWS that a template may name without declaring them. */
  private static final String CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

  private static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
  private static final Duration DAY = Duration.ofDays(1);

  private final Map<String, CachePolicy> policies;

  /**
   * Creates the type.
   *
   * @param policies gets each under its id
   */
  CachePolicies(Map<String, CachePolicy> policies) {
    this.policies = policies;
    policies.put(
        CACHING_OPTIMIZED,
        new CachePolicy(Duration.ofSeconds(1), DAY, Duration.ofDays(365), false, true));
    policies.put(
        CACHING_DISABLED,
        new CachePolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, false));
  }

  @Override
  public String type() {
    return "AWS::CloudFront::CachePolicy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("CachePolicyConfig");
    config.inert("informational only", "Name", "Comment");
    ResourceProperties key = config.object("ParametersInCacheKeyAndForwardedToOrigin");
    none(key, "CookiesConfig", "CookieBehavior");
    none(key, "HeadersConfig", "HeaderBehavior");
    key.inert("the stage compresses by gzip", "EnableAcceptEncodingBrotli");
    CachePolicy policy =
        new CachePolicy(
            seconds(config, "MinTTL"),
            seconds(config, "DefaultTTL"),
            seconds(config, "MaxTTL"),
            wholeQuery(key),
            key.bool("EnableAcceptEncodingGzip", false));
    String id = context.generatedId("cp");
    policies.put(id, policy);
    return Provisioned.simulated(
            id, "keeps answers for " + policy.minimum() + " to " + policy.maximum() + ", by path")
        .with("Id", id);
  }

  private static Duration seconds(ResourceProperties config, String name) {
    return Duration.ofSeconds(config.integer(name));
  }

  private static void none(ResourceProperties key, String part, String property) {
    String behavior = key.object(part).string(property);
    if (!behavior.equals("none")) {
      throw new TemplateException(
          key.where(part), "has the behaviour " + behavior + "; the stage supports only none");
    }
  }

  private static boolean wholeQuery(ResourceProperties key) {
    String behavior = key.object("QueryStringsConfig").string("QueryStringBehavior");
    return switch (behavior) {
      case "none" -> false;
      case "all" -> true;
      default ->
          throw new TemplateException(
              key.where("QueryStringsConfig"),
              "has the behaviour " + behavior + "; the stage supports only none and all");
    };
  }
}
