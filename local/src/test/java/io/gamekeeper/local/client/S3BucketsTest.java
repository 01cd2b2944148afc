package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ResourceStatus;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Functions that use buckets of a template, with the real engine. */
final class S3BucketsTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");

  /** One function may publish below maps/, the other everything but use the key. */
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Key': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Statement': {
          'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',
          'Principal': {'AWS': {'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'}}}}}},
        'Assets': {'Type': 'AWS::S3::Bucket', 'Properties': {
          'VersioningConfiguration': {'Status': 'Enabled'},
          'PublicAccessBlockConfiguration': {'BlockPublicAcls': true},
          'LifecycleConfiguration': {'Rules': []},
          'BucketEncryption': {'ServerSideEncryptionConfiguration': [
            {'ServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]}}},
        'Secret': {'Type': 'AWS::S3::Bucket', 'Properties': {
          'BucketName': 'dev-secret',
          'BucketEncryption': {'ServerSideEncryptionConfiguration': [
            {'BucketKeyEnabled': true, 'ServerSideEncryptionByDefault': {
              'SSEAlgorithm': 'aws:kms', 'KMSMasterKeyID': {'Fn::GetAtt': ['Key', 'Arn']}}}]}}},
        'PublisherRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Publisher',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
             'Resource': {'Fn::Sub': '${Assets.Arn}/maps/*'}},
            {'Effect': 'Allow', 'Action': 's3:ListBucket',
             'Resource': {'Fn::GetAtt': ['Assets', 'Arn']},
             'Condition': {'StringLike': {'s3:prefix': 'maps/*'}}}]}}]}},
        'EverythingRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Everything',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}}}]}}}}
      """;

  @TempDir static Path folder;
  private static Foundation foundation;
  private static Resources resources;

  @BeforeAll
  static void provision() {
    foundation = Foundation.on(Engines.ofOneStage(folder, Durability.TEMPORARY));
    resources = provision(foundation);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static Resources provision(Foundation foundation) {
    return new Provisioner(foundation.resourceTypes())
        .provision(
            CloudAssembly.of(
                List.of(Template.parse("Data", "Dev-Data", EU, TEMPLATE.replace('\'', '"'))),
                Map.of()));
  }

  private static S3Client client(Foundation foundation, String role) {
    return new StagePlatform(
            new FunctionIdentity(
                role + "Fn",
                role.toLowerCase(Locale.ROOT),
                foundation
                    .ground()
                    .roles()
                    .role("arn:aws:iam::123456789012:role/" + role)
                    .orElseThrow(),
                List.of()),
            Map.of(),
            foundation.ground().world(),
            new StageTime(InstantSource.system(), duration -> {}, RandomGenerator.getDefault()),
            segment -> {})
        .client(S3Client.class);
  }

  private static S3Client publisher() {
    return client(foundation, "Publisher");
  }

  private static String assets() {
    return resources.find("Assets").orElseThrow().ref();
  }

  @Test
  void noPropertyOfTheTemplateIsIgnored() {
    assertThat(resources.status()).flatExtracting(ResourceStatus::notSimulated).isEmpty();
  }

  @Test
  void anObjectIsPutReadListedAndDeleted() throws Exception {
    S3Client client = publisher();
    Path file = Files.writeString(folder.resolve("upload"), "forest");

    client.putObject(put -> put.bucket(assets()).key("maps/1"), RequestBody.fromString("desert"));
    client.putObject(put -> put.bucket(assets()).key("maps/2"), file);

    assertThat(client.getObjectAsBytes(get -> get.bucket(assets()).key("maps/1")).asUtf8String())
        .isEqualTo("desert");
    try (var stream = client.getObject(get -> get.bucket(assets()).key("maps/2"))) {
      assertThat(stream).hasContent("forest");
    }
    assertThat(
            client
                .listObjectsV2Paginator(list -> list.bucket(assets()).prefix("maps/").maxKeys(1))
                .contents())
        .extracting(S3Object::key)
        .containsExactly("maps/1", "maps/2");

    client.deleteObject(delete -> delete.bucket(assets()).key("maps/1"));
    assertThatThrownBy(() -> client.getObject(get -> get.bucket(assets()).key("maps/1")))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void whatTheRoleDoesNotAllowIsRefusedWithActionAndResource() {
    S3Client client = publisher();

    assertThatThrownBy(
            () ->
                client.putObject(
                    put -> put.bucket(assets()).key("events/1"), RequestBody.fromString("x")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorMessage())
                  .contains(
                      "assumed-role/Publisher/publisher is not authorized to perform:"
                          + " s3:PutObject on resource: arn:aws:s3:::"
                          + assets()
                          + "/events/1 because");
            });
    assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket(assets())))
        .hasMessageContaining("s3:ListBucket on resource: arn:aws:s3:::" + assets());
    assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket("dev-secret")))
        .hasMessageContaining("s3:ListBucket on resource: arn:aws:s3:::dev-secret");
  }

  @Test
  void aBucketUnderACustomersKeyNeedsTheKeyToo() {
    S3Client client = client(foundation, "Everything");

    assertThatThrownBy(
            () ->
                client.putObject(
                    put -> put.bucket("dev-secret").key("k"), RequestBody.fromString("x")))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("kms:GenerateDataKey on resource: arn:aws:kms:");
  }

  @Test
  void aBucketOfNoTemplateDoesNotExist() {
    S3Client client = client(foundation, "Everything");

    assertThatThrownBy(() -> client.headBucket(head -> head.bucket("elsewhere")))
        .isInstanceOf(NoSuchBucketException.class);
  }

  @Test
  void aRequiredMemberThatIsMissingIsNamed() {
    S3Client client = publisher();

    assertThatThrownBy(() -> client.getObject(get -> get.bucket(assets())))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Value null at 'Key' failed to satisfy constraint");
  }

  @Test
  void whatIsNotSimulatedIsNamed() {
    S3Client client = publisher();

    assertThatThrownBy(client::listBuckets)
        .isInstanceOf(NotSimulatedException.class)
        .hasMessage("s3:listBuckets is not simulated by the local stage");
    assertThatThrownBy(
            () ->
                client.uploadPart(
                    part -> part.bucket(assets()).key("maps/1").uploadId("u").partNumber(1),
                    RequestBody.fromString("x")))
        .isInstanceOf(NotSimulatedException.class)
        .hasMessage("s3:uploadPart is not simulated by the local stage");
  }

  @Test
  void timeInTheEngineIsCountedForTheInvocation() throws Exception {
    EngineTime time = new EngineTime();
    S3Client client = publisher();

    time.bind()
        .call(
            () ->
                client.putObject(
                    put -> put.bucket(assets()).key("maps/timed"), RequestBody.fromString("x")));

    assertThat(time.nanos()).isPositive();
  }

  @Test
  void aBucketThatNoFunctionUsesStartsNothing(@TempDir Path other) {
    Foundation idle = Foundation.on(Engines.ofOneStage(other, Durability.KEPT));

    try (Resources idleResources = provision(idle)) {
      assertThat(idleResources.find("Assets")).isPresent();
      assertThat(other).isEmptyDirectory();
    }
  }

  @Test
  void keptObjectsAreFoundByTheNextStage(@TempDir Path kept) {
    Foundation first = Foundation.on(Engines.ofOneStage(kept, Durability.KEPT));
    try (Resources firstResources = provision(first)) {
      String bucket = firstResources.find("Assets").orElseThrow().ref();
      client(first, "Publisher")
          .putObject(
              put -> put.bucket(bucket).key("maps/1").contentType("image/png"),
              RequestBody.fromString("desert"));
    }

    Foundation second = Foundation.on(Engines.ofOneStage(kept, Durability.KEPT));
    try (Resources secondResources = provision(second)) {
      String bucket = secondResources.find("Assets").orElseThrow().ref();
      assertThat(
              client(second, "Publisher")
                  .getObjectAsBytes(get -> get.bucket(bucket).key("maps/1"))
                  .asUtf8String())
          .isEqualTo("desert");
    }
  }
}
