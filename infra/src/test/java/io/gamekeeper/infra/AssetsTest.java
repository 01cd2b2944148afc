package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gamekeeper.infra.asset.AssetDeliveryStack;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The bucket of assets, and the distribution that players fetch them from. */
final class AssetsTest {

  @Test
  void theBucketKeepsWhatItHadAndIsNotPublic() {
    JsonNode bucket = bucket(StageName.PROD);

    assertThat(bucket.at("/Properties/VersioningConfiguration/Status").asText())
        .isEqualTo("Enabled");
    assertThat(bucket.at("/Properties/PublicAccessBlockConfiguration").valueStream())
        .hasSize(4)
        .allMatch(JsonNode::asBoolean);
    assertThat(bucket.at("/DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
    JsonNode rule = bucket.at("/Properties/LifecycleConfiguration/Rules/0");
    assertThat(rule.at("/NoncurrentVersionExpiration/NoncurrentDays").asInt()).isEqualTo(90);
    assertThat(rule.at("/AbortIncompleteMultipartUpload/DaysAfterInitiation").asInt()).isEqualTo(7);
    assertThat(rule.has("ExpirationInDays")).isFalse();
  }

  @Test
  void onlyDistributionsOfThisAccountReadAndNobodyWithoutTls() {
    TreeSet<String> statements = new TreeSet<>();
    // In the others a function may also delete all objects, when the bucket goes.
    for (JsonNode policy :
        Templates.resources(StageName.PROD, "Assets", "AWS::S3::BucketPolicy").values()) {
      if (policy.at("/Properties/Bucket/Ref").asText().startsWith("Assets")) {
        for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
          statements.add(
              String.join(
                  " ",
                  statement.path("Effect").asText(),
                  statement.path("Action").asText(),
                  statement.path("Principal").toString().replaceAll("[{}\"]", ""),
                  conditions(statement)));
        }
      }
    }

    assertThat(statements)
        .containsExactly(
            "Allow s3:GetObject Service:cloudfront.amazonaws.com"
                + " aws:SourceArn=arn:aws:cloudfront::AWS::AccountId:distribution/*",
            "Deny s3:* AWS:* aws:SecureTransport=false",
            "Deny s3:* AWS:* s3:TlsVersion=1.2");
  }

  @Test
  void whoReleasesMaySignAndWriteButNotDelete() {
    JsonNode policy = Templates.only(StageName.DEV, "Assets", "AWS::IAM::ManagedPolicy");
    TreeSet<String> actions = new TreeSet<>();
    for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
      actions.addAll(DeployedFunction.texts(statement.path("Action")));
    }

    assertThat(policy.at("/Properties/ManagedPolicyName").asText())
        .isEqualTo("gamekeeper-dev-asset-release");
    assertThat(actions)
        .containsExactly(
            "kms:DescribeKey",
            "kms:GetPublicKey",
            "kms:Sign",
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
            "ssm:GetParameter");
  }

  @Test
  void manifestsAreSignedByAKeyThatCannotLeave() {
    JsonNode key = Templates.only(StageName.PROD, "Assets", "AWS::KMS::Key");

    assertThat(key.at("/Properties/KeySpec").asText()).isEqualTo("ECC_NIST_P256");
    assertThat(key.at("/Properties/KeyUsage").asText()).isEqualTo("SIGN_VERIFY");
    assertThat(key.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
  }

  @Test
  void theParameterSaysWhereAssetsLie() {
    JsonNode parameter = Templates.only(StageName.DEV, "Assets", "AWS::SSM::Parameter");

    assertThat(parameter.at("/Properties/Name").asText()).isEqualTo("/gamekeeper/dev/assets");
    assertThat(parameter.at("/Properties/Value").toString())
        .contains("bucket")
        .contains("signingKey")
        .contains("https://assets.dev.gamekeeper.example");
  }

  @Test
  void objectsStayForAYearAndManifestsForHalfAMinute() {
    Map<String, Integer> ages = new TreeMap<>();
    JsonNode resources = Templates.template(StageName.DEV, "AssetDelivery").path("Resources");
    for (JsonNode behavior : distribution(StageName.DEV).path("CacheBehaviors")) {
      JsonNode policy =
          resources
              .path(behavior.at("/CachePolicyId/Ref").asText())
              .at("/Properties/CachePolicyConfig");
      ages.put(behavior.path("PathPattern").asText(), policy.path("MaxTTL").asInt());
      assertThat(policy.at("/ParametersInCacheKeyAndForwardedToOrigin").toString())
          .contains("\"QueryStringBehavior\":\"none\"", "\"CookieBehavior\":\"none\"")
          .contains("\"EnableAcceptEncodingBrotli\":true", "\"EnableAcceptEncodingGzip\":true");
      assertThat(behavior.path("AllowedMethods")).hasToString("[\"GET\",\"HEAD\"]");
      assertThat(behavior.path("Compress").asBoolean()).isTrue();
    }

    assertThat(ages).isEqualTo(Map.of("objects/*", 31_536_000, "channels/*", 30));
  }

  @ParameterizedTest
  @EnumSource
  void theOriginIsTheStagesBucketBehindAShieldBesideIt(StageName stage) {
    JsonNode origin = distribution(stage).at("/Origins/0");
    JsonNode name = bucket(stage).at("/Properties/BucketName/Fn::Join/1");

    assertThat(origin.at("/DomainName/Fn::Join/1/0")).isEqualTo(name.path(0));
    assertThat(origin.at("/DomainName").toString())
        .contains("AWS::AccountId", "-eu-central-1.s3.eu-central-1.");
    assertThat(origin.has("OriginAccessControlId")).isTrue();
    assertThat(origin.at("/OriginShield/Enabled").asBoolean()).isTrue();
    assertThat(origin.at("/OriginShield/OriginShieldRegion").asText()).isEqualTo("eu-central-1");
  }

  /** CloudFront guide, "Use Amazon CloudFront Origin Shield", Choosing the AWS Region. */
  @ParameterizedTest
  @CsvSource({
    "eu-central-1, eu-central-1",
    "us-east-2, us-east-2",
    "eu-north-1, eu-west-2",
    "eu-south-1, eu-central-1",
    "us-west-1, us-west-2",
    "ca-central-1, us-east-1",
    "af-south-1, eu-west-1",
    "ap-east-1, ap-southeast-1",
    "me-south-1, ap-south-1",
    "mx-central-1, none"
  })
  void theShieldLiesInARegionThatHasOne(String region, String shield) {
    Path output = Templates.temporaryFolder();
    StageConfig config =
        Templates.changed(
            StageName.DEV,
            stage -> {
              stage.put("region", region);
              ArrayNode zones = stage.putArray("availabilityZones");
              for (String zone : List.of("a", "b", "c")) {
                zones.add(region + zone);
              }
            });
    App app = new App(AppProps.builder().outdir(output.toString()).build());
    new AssetDeliveryStack(app, "AssetDelivery", config);

    app.synth();

    JsonNode resources =
        Templates.json(output.resolve("AssetDelivery.template.json")).path("Resources");
    assertThat(resources.findValuesAsText("OriginShieldRegion"))
        .isEqualTo(shield.equals("none") ? List.of() : List.of(shield));
  }

  @Test
  void playersFetchByModernProtocolsOnly() {
    JsonNode distribution = distribution(StageName.PROD);

    assertThat(distribution.path("HttpVersion").asText()).isEqualTo("http2and3");
    assertThat(distribution.path("IPV6Enabled").asBoolean()).isTrue();
    assertThat(distribution.at("/ViewerCertificate/MinimumProtocolVersion").asText())
        .isEqualTo("TLSv1.2_2021");
    assertThat(distribution.at("/DefaultCacheBehavior/ViewerProtocolPolicy").asText())
        .isEqualTo("https-only");
    assertThat(distribution.path("Aliases")).hasToString("[\"assets.gamekeeper.example\"]");
  }

  @Test
  void theDistributionLiesWhereCloudFrontLooksForCertificates() {
    JsonNode manifest =
        Templates.json(Templates.assembly().resolve("assembly-Dev").resolve("manifest.json"));

    assertThat(
            manifest.path("artifacts").properties().stream()
                .filter(artifact -> artifact.getKey().matches("DevAssetDelivery[0-9A-F]{8}"))
                .map(artifact -> artifact.getValue().path("environment").asText()))
        .containsExactly("aws://unknown-account/us-east-1");
  }

  @Test
  void itsNameHasAddressesOfBothKinds() {
    TreeSet<String> records = new TreeSet<>();
    Templates.resources(StageName.DEV, "AssetDelivery", "AWS::Route53::RecordSet")
        .values()
        .forEach(
            r ->
                records.add(
                    r.at("/Properties/Type").asText() + " " + r.at("/Properties/Name").asText()));

    assertThat(records)
        .containsExactly("A assets.dev.gamekeeper.example.", "AAAA assets.dev.gamekeeper.example.");
  }

  private static JsonNode bucket(StageName stage) {
    return Templates.resources(stage, "Assets", "AWS::S3::Bucket").entrySet().stream()
        .filter(bucket -> bucket.getKey().startsWith("Assets"))
        .map(Map.Entry::getValue)
        .findAny()
        .orElseThrow();
  }

  private static JsonNode distribution(StageName stage) {
    return Templates.only(stage, "AssetDelivery", "AWS::CloudFront::Distribution")
        .at("/Properties/DistributionConfig");
  }

  private static String conditions(JsonNode statement) {
    StringBuilder conditions = new StringBuilder();
    for (JsonNode operator : statement.path("Condition")) {
      for (Map.Entry<String, JsonNode> condition : operator.properties()) {
        conditions
            .append(conditions.isEmpty() ? "" : " ")
            .append(condition.getKey())
            .append('=')
            .append(text(condition.getValue()));
      }
    }
    return conditions.toString();
  }

  private static String text(JsonNode value) {
    if (value.has("Ref")) {
      return value.path("Ref").asText();
    }
    if (value.has("Fn::Join")) {
      StringBuilder text = new StringBuilder();
      value.at("/Fn::Join/1").forEach(part -> text.append(text(part)));
      return text.toString();
    }
    return value.asText();
  }
}
