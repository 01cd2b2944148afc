package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.client.S3Buckets;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;

/** Policies of buckets; distributions are held to them, functions to their roles. */
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
    return Provisioned.simulated(bucket, "distributions are held to it, functions to their roles");
  }
}
