package io.gamekeeper.local.aws.s3;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;

/**
 * The resource type of bucket policies. They are evaluated for distributions; for functions, their
 * roles are.
 */
final class BucketPolicyType implements ResourceType {
  private final S3Buckets buckets;

  BucketPolicyType(S3Buckets buckets) {
    this.buckets = buckets;
  }

  @Override
  public String type() {
    return "AWS::S3::BucketPolicy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String bucket = properties.string("Bucket");
    buckets.policy(bucket, properties.where("PolicyDocument"), properties.json("PolicyDocument"));
    return Provisioned.simulated(
        bucket, "decides for distributions; for functions, their roles decide");
  }
}
