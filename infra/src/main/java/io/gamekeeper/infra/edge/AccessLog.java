package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.Findings;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/** Buckets for access logs, which say who asked for what, and forget it after 90 days. */
public final class AccessLog {
  private static final Duration RETENTION = Duration.days(90);

  private AccessLog() {}

  /** Creates such a bucket. */
  public static Bucket bucket(Construct scope, String id, RemovalPolicy removalPolicy) {
    Bucket bucket =
        Bucket.Builder.create(scope, id)
            // Load balancers can write under S3's own keys only.
            // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
            .encryption(BucketEncryption.S3_MANAGED)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .enforceSsl(true)
            .minimumTlsVersion(1.2)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(RETENTION)
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .removalPolicy(removalPolicy)
            .build();
    Findings.acknowledge(
        bucket, "AwsSolutions-S1", "It is itself a log; logging who logs would not end");
    return bucket;
  }
}
