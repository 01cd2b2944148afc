package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceStatus;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

final class SigningKeysTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");
  private static final byte[] MESSAGE = "release 7".getBytes(StandardCharsets.UTF_8);
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Key': {'Type': 'AWS::KMS::Key', 'Properties': {
          'KeySpec': 'ECC_NIST_P256', 'KeyUsage': 'SIGN_VERIFY',
          'KeyPolicy': {'Statement': {
            'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',
            'Principal': {'AWS': {'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'}}}}}},
        'SignerRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Signer',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'kms:Sign', 'Resource': {'Fn::GetAtt': ['Key', 'Arn']},
             'Condition': {'StringEquals': {'kms:MessageType': 'DIGEST'}}},
            {'Effect': 'Allow', 'Action': 'kms:GetPublicKey', 'Resource': '*'}]}}]}},
        'ReaderRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Reader',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}}}}}}
      """;

  @TempDir private Path folder;
  private Foundation foundation;
  private Resources resources;
  private String arn = "";

  @BeforeEach
  void provision() {
    foundation = Foundation.on(Engines.ofOneStage(folder, Durability.TEMPORARY));
    resources = provision(TEMPLATE);
    arn = Objects.requireNonNull(resources.find("Key").orElseThrow().attributes().get("Arn"));
  }

  private Resources provision(String template) {
    return new Provisioner(foundation.resourceTypes())
        .provision(
            CloudAssembly.of(
                List.of(Template.parse("Assets", "Dev-Assets", EU, template.replace('\'', '"'))),
                Map.of()));
  }

  private KmsClient client(String role) {
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
        .client(KmsClient.class);
  }

  private static byte[] digest() throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(MESSAGE);
  }

  private static boolean verifies(byte[] publicKey, byte[] signature) throws Exception {
    Signature check = Signature.getInstance("SHA256withECDSA");
    check.initVerify(
        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(publicKey)));
    check.update(MESSAGE);
    return check.verify(signature);
  }

  @Test
  void aRoleThatMaySignsADigestThatThePublicHalfVerifies() throws Exception {
    KmsClient kms = client("Signer");
    byte[] digest = digest();

    byte[] signature =
        kms.sign(
                sign ->
                    sign.keyId(arn)
                        .messageType(MessageType.DIGEST)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                        .message(SdkBytes.fromByteArray(digest)))
            .signature()
            .asByteArray();
    var key = kms.getPublicKey(get -> get.keyId(arn));

    assertThat(key.keySpec()).isEqualTo(KeySpec.ECC_NIST_P256);
    assertThat(verifies(key.publicKey().asByteArray(), signature)).isTrue();
    assertThat(resources.status()).flatExtracting(ResourceStatus::notSimulated).isEmpty();
  }

  @Test
  void rolesThatMayNotAreRefused() {
    assertThatThrownBy(() -> client("Reader").getPublicKey(get -> get.keyId(arn)))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("kms:GetPublicKey on resource: " + arn);
    assertThatThrownBy(
            () ->
                client("Signer")
                    .sign(
                        sign ->
                            sign.keyId(arn)
                                .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                                .message(SdkBytes.fromByteArray(MESSAGE))))
        .as("the role may sign digests only")
        .hasMessageContaining("kms:Sign on resource: " + arn);
  }

  @Test
  void whatKmsWouldRefuseIsRefused() {
    KmsClient kms = client("Signer");

    assertThatThrownBy(
            () ->
                kms.sign(
                    sign ->
                        sign.keyId(arn)
                            .messageType(MessageType.DIGEST)
                            .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_384)
                            .message(SdkBytes.fromByteArray(MESSAGE))))
        .isInstanceOf(InvalidKeyUsageException.class);
    assertThatThrownBy(
            () ->
                kms.sign(
                    sign ->
                        sign.keyId(arn)
                            .messageType(MessageType.DIGEST)
                            .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                            .message(SdkBytes.fromByteArray(MESSAGE))))
        .hasMessageContaining("Digest is invalid length");
    assertThatThrownBy(() -> kms.getPublicKey(get -> get.keyId("absent")))
        .isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> kms.listKeys())
        .isInstanceOf(NotSimulatedException.class)
        .hasMessageContaining("kms:listKeys");
  }

  @Test
  void theKeyStaysOverRestarts() throws Exception {
    byte[] signature = foundation.kms().keys().sign(arn, digest());
    byte[] before = foundation.kms().keys().publicKey(arn);

    provision();

    assertThat(foundation.kms().keys().publicKey(arn)).isEqualTo(before);
    assertThat(verifies(foundation.kms().keys().publicKey(arn), signature)).isTrue();
  }

  @Test
  void aKindOfKeyThatTheStageDoesNotHaveIsRefusedByName() {
    assertThatThrownBy(() -> provision(TEMPLATE.replace("ECC_NIST_P256", "RSA_2048")))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("KeySpec")
        .hasMessageContaining("RSA_2048");
  }
}
