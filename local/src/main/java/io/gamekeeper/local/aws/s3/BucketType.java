package io.gamekeeper.local.aws.s3;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The resource type of S3 buckets. A bucket exists as soon as the engine runs, and the engine
 * starts when a function asks for a client, so buckets that no function uses do not slow the start.
 */
final class BucketType implements ResourceType {
  private static final int LONGEST_NAME = 63;

  private final AutoCloseable engine;
  private final S3Buckets buckets;

  /**
   * Creates the type.
   *
   * @param engine what to close at the stage's end
   */
  BucketType(AutoCloseable engine, S3Buckets buckets) {
    this.engine = engine;
    this.buckets = buckets;
  }

  @Override
  public String type() {
    return "AWS::S3::Bucket";
  }

  @Override
  public AutoCloseable prepare() {
    return engine;
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name =
        properties.string(
            "BucketName", context.generatedName(LONGEST_NAME).toLowerCase(Locale.ROOT));
    inert(properties);
    buckets.register(name, context.environment(), key(properties));
    String region = context.environment().region();
    return Provisioned.running(name, "bucket " + name + ", from its first use on")
        .with("Arn", "arn:aws:s3:::" + name)
        .with("DomainName", name + ".s3.amazonaws.com")
        .with("RegionalDomainName", name + ".s3." + region + ".amazonaws.com");
  }

  /** Returns the customer's key that encrypts the bucket, if its default encryption names one. */
  private static Optional<String> key(ResourceProperties properties) {
    Optional<String> key = Optional.empty();
    for (ResourceProperties rule :
        properties
            .optionalObject("BucketEncryption")
            .map(encryption -> encryption.objects("ServerSideEncryptionConfiguration"))
            .orElseGet(List::of)) {
      rule.inert("nothing is encrypted on a laptop", "BucketKeyEnabled");
      Optional<ResourceProperties> byDefault = rule.optionalObject("ServerSideEncryptionByDefault");
      byDefault.ifPresent(
          encryption -> encryption.inert("nothing is encrypted on a laptop", "SSEAlgorithm"));
      key = key.or(() -> byDefault.flatMap(e -> e.optionalString("KMSMasterKeyID")));
    }
    return key;
  }

  private static void inert(ResourceProperties properties) {
    properties.inert("the engine keeps one version of an object", "VersioningConfiguration");
    properties.inert("objects stay until they are deleted", "LifecycleConfiguration");
    properties.inert(
        "for functions, only their roles decide",
        "PublicAccessBlockConfiguration",
        "OwnershipControls",
        "AccessControl");
    properties.inert("nobody reads an access log on a laptop", "LoggingConfiguration");
    properties.inert("no browser reaches the engine", "CorsConfiguration");
    properties.inert("one machine is one location", "AccelerateConfiguration");
    properties.inert("a laptop has no such reports", "MetricsConfigurations");
  }
}
