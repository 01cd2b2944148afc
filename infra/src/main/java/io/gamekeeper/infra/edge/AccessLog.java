package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Protection;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/**
 * Buckets for access logs, whose entries are deleted after 90 days. S3 deletes no bucket that holds
 * anything, and a load balancer writes into its own at once.
 */
public final class AccessLog {
  private static final Duration RETENTION = Duration.days(90);

  private AccessLog() {}

  /** Creates such a bucket. */
  public static Bucket bucket(Construct scope, String id, Protection protection) {
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
            .removalPolicy(protection.removalPolicy())
            .autoDeleteObjects(!protection.keepsData())
            .build();
    Findings.acknowledge(
        bucket, "AwsSolutions-S1", "It is itself a log; logging who logs would not end");
    return bucket;
  }
}
