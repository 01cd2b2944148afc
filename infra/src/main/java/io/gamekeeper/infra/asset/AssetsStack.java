package io.gamekeeper.infra.asset;

import io.gamekeeper.contract.AssetSettings;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.edge.AccessLog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnElement;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.kms.KeySpec;
import software.amazon.awscdk.services.kms.KeyUsage;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The bucket of the game's assets: {@code objects/SHA256HEX}, which never change, and {@code
 * channels/} with the signed manifests that say which objects make up a release. Players never
 * reach the bucket; they fetch through the distribution of {@link AssetDeliveryStack}.
 */
public final class AssetsStack extends StageStack {
  /** Objects, which never change: each is named by its content. */
  static final String OBJECTS = "objects/*";

  /** Manifests, which say which objects make up a release. */
  static final String CHANNELS = "channels/*";

  private static final Duration SUPERSEDED_KEPT = Duration.days(90);

  /** How long an interrupted upload may be resumed. */
  private static final Duration UPLOAD_KEPT = Duration.days(7);

  private final Bucket bucket;
  private final Key signingKey;

  /** Creates the stack below a stage. */
  public AssetsStack(Construct scope, String id, StageConfig config) {
    super(scope, id, config, "Assets of the game and the key that signs for them");

    bucket =
        Bucket.Builder.create(this, "Assets")
            .bucketName(bucketName(this))
            // Under a key of our own the distribution's region would have to be let in to it, for
            // what every player may read anyway.
            .encryption(BucketEncryption.S3_MANAGED)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .enforceSsl(true)
            .minimumTlsVersion(1.2)
            .versioned(true)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .noncurrentVersionExpiration(SUPERSEDED_KEPT)
                        .abortIncompleteMultipartUploadAfter(UPLOAD_KEPT)
                        .build()))
            .serverAccessLogsBucket(AccessLog.bucket(this, "AccessLog", config.protection()))
            .removalPolicy(removalPolicy())
            .autoDeleteObjects(!config.protection().keepsData())
            .build();
    letDistributionsRead();

    signingKey =
        Key.Builder.create(this, "SigningKey")
            .description("Signs the manifests of the game's assets")
            .alias("gamekeeper-" + config.name().key() + "-assets")
            .keySpec(KeySpec.ECC_NIST_P256)
            .keyUsage(KeyUsage.SIGN_VERIFY)
            .pendingWindow(Duration.days(30))
            .removalPolicy(removalPolicy())
            .build();

    StringParameter settings =
        StringParameter.Builder.create(this, "Settings")
            .parameterName(AssetSettings.parameter(config.name().key()))
            .description("Where the game's assets lie and who signs for them")
            .stringValue(
                toJsonString(
                    Sorted.map(
                        AssetSettings.BUCKET,
                        bucket.getBucketName(),
                        AssetSettings.SIGNING_KEY,
                        signingKey.getKeyArn(),
                        AssetSettings.URL,
                        "https://" + config.edge().assetsDomain())))
            .build();
    releasePolicy(settings);
  }

  /**
   * Returns the bucket's name in that stack's account. It is fixed, because the distribution in
   * another region points to it.
   */
  static String bucketName(StageStack stack) {
    return String.join(
        "-",
        "gamekeeper",
        stack.config().name().key(),
        "assets",
        stack.getAccount(),
        stack.config().region());
  }

  /**
   * Lets CloudFront read, on behalf of this account's distributions only. The distribution itself
   * is not named, because then each of the two stacks would wait for the other. CloudFront's guide
   * ("Restrict access to an Amazon S3 origin") mentions no key but {@code aws:SourceArn}; a
   * condition on another key might never hold.
   */
  private void letDistributionsRead() {
    bucket.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("DistributionsOfThisAccount")
            .principals(List.of(new ServicePrincipal("cloudfront.amazonaws.com")))
            .actions(List.of("s3:GetObject"))
            .resources(List.of(bucket.arnForObjects(OBJECTS), bucket.arnForObjects(CHANNELS)))
            .conditions(
                Map.of(
                    "ArnLike",
                    Map.of(
                        "aws:SourceArn",
                        "arn:aws:cloudfront::" + getAccount() + ":distribution/*")))
            .build());
  }

  /**
   * Creates the policy for the role of whoever releases assets, a person or a pipeline; it allows
   * no deletion.
   */
  private void releasePolicy(StringParameter settings) {
    ManagedPolicy policy =
        ManagedPolicy.Builder.create(this, "Release")
            .managedPolicyName("gamekeeper-" + config().name().key() + "-asset-release")
            .description("Releases assets of the game, and rolls releases back")
            .statements(
                List.of(
                    statement(
                        "Objects",
                        List.of(
                            "s3:AbortMultipartUpload",
                            "s3:GetObject",
                            "s3:ListMultipartUploadParts",
                            "s3:PutObject"),
                        bucket.arnForObjects(OBJECTS),
                        bucket.arnForObjects(CHANNELS)),
                    // Without it an absent object looks like a forbidden one.
                    statement(
                        "What",
                        List.of("s3:ListBucket", "s3:ListBucketMultipartUploads"),
                        bucket.getBucketArn()),
                    statement(
                        "Sign",
                        List.of("kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"),
                        signingKey.getKeyArn()),
                    statement("Where", List.of("ssm:GetParameter"), settings.getParameterArn())))
            .build();
    for (String folder : List.of(OBJECTS, CHANNELS)) {
      Findings.acknowledge(
          policy,
          "AwsSolutions-IAM5[Resource::<" + logicalId(bucket) + ".Arn>/" + folder + "]",
          "Objects are named by their content: the policy can name their folder only");
    }
  }

  private String logicalId(Bucket bucket) {
    return getLogicalId((CfnElement) Objects.requireNonNull(bucket.getNode().getDefaultChild()));
  }

  private static PolicyStatement statement(String sid, List<String> actions, String... resources) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(List.of(resources))
        .build();
  }
}
