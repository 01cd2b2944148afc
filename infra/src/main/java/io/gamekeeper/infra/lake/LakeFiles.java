package io.gamekeeper.infra.lake;

import io.gamekeeper.infra.config.Protection;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.edge.AccessLog;
import java.util.List;
import java.util.Locale;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.StorageClass;
import software.amazon.awscdk.services.s3.Transition;
import software.constructs.Construct;

/**
 * The buckets of the lake: one with the events, which nobody ever changes, and one with the results
 * of queries, which anybody can get again by asking again.
 */
final class LakeFiles extends Construct {
  /** What lies under the events: {@code events/type=login/day=2026-11-30/…}. */
  static final String EVENTS = "events/";

  /** What lies under the records that do not fit the table. */
  static final String ERRORS = "errors/";

  /** What lies under the results of queries. */
  static final String RESULTS = "results/";

  /** How long what somebody deleted can be brought back. */
  private static final Duration DELETED_KEPT = Duration.days(7);

  private static final Duration ERRORS_KEPT = Duration.days(30);
  private static final Duration RESULTS_KEPT = Duration.days(7);
  private static final Duration UPLOAD_KEPT = Duration.days(1);

  private final Bucket events;
  private final Bucket results;

  LakeFiles(Construct scope, String id, StageConfig config, IKey key) {
    super(scope, id);
    Bucket log = AccessLog.bucket(this, "AccessLog", config.protection());
    events =
        bucket("Events", key, log, config.protection())
            // Files are never overwritten, so versions cost something only after a deletion.
            .versioned(true)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .id("events")
                        .prefix(EVENTS)
                        .transitions(
                            List.of(
                                Transition.builder()
                                    .storageClass(StorageClass.INFREQUENT_ACCESS)
                                    .transitionAfter(
                                        Duration.days(config.lake().infrequentAfterDays()))
                                    .build()))
                        .expiration(Duration.days(config.lake().eventDays()))
                        .build(),
                    LifecycleRule.builder()
                        .id("errors")
                        .prefix(ERRORS)
                        .expiration(ERRORS_KEPT)
                        .build(),
                    LifecycleRule.builder()
                        .id("leftovers")
                        .noncurrentVersionExpiration(DELETED_KEPT)
                        .abortIncompleteMultipartUploadAfter(UPLOAD_KEPT)
                        .build(),
                    // May not stand beside an expiration by days.
                    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
                    LifecycleRule.builder()
                        .id("delete-markers")
                        .expiredObjectDeleteMarker(true)
                        .build()))
            .build();
    results =
        bucket("Results", key, log, config.protection())
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(RESULTS_KEPT)
                        .abortIncompleteMultipartUploadAfter(UPLOAD_KEPT)
                        .build()))
            .build();
  }

  private Bucket.Builder bucket(String id, IKey key, IBucket log, Protection protection) {
    return Bucket.Builder.create(this, id)
        .encryption(BucketEncryption.KMS)
        .encryptionKey(key)
        // One call of the key for many files.
        .bucketKeyEnabled(true)
        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
        .enforceSsl(true)
        .minimumTlsVersion(1.2)
        .serverAccessLogsBucket(log)
        .serverAccessLogsPrefix(id.toLowerCase(Locale.ROOT) + "/")
        .removalPolicy(protection.removalPolicy())
        .autoDeleteObjects(!protection.keepsData());
  }

  IBucket events() {
    return events;
  }

  IBucket results() {
    return results;
  }

  /** Returns where the events lie, {@code s3://bucket/folder/}. */
  String eventsLocation() {
    return location(events, EVENTS);
  }

  /** Returns where the results of queries lie, {@code s3://bucket/folder/}. */
  String resultsLocation() {
    return location(results, RESULTS);
  }

  private static String location(IBucket bucket, String folder) {
    return "s3://" + bucket.getBucketName() + "/" + folder;
  }
}
