package io.gamekeeper.local.aws.kms;

import com.fasterxml.jackson.core.type.TypeReference;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * The signing keys of the stage's KMS: real key pairs on P-256, created at the first start and kept
 * in the data folder. Of keys that encrypt, the stage has only the policies.
 */
public final class SigningKeys {
  private static final int LARGEST_MESSAGE = 4096;
  private static final int DIGEST_BYTES = 32;
  private static final int BAD_REQUEST = 400;

  private final AccessControl control;
  private final KeptJson<Kept> kept;

  /** The ARNs of the keys, by ARN and by id. */
  private final Map<String, String> arns = new ConcurrentHashMap<>();

  /**
   * A key pair.
   *
   * @param privateKey PKCS #8, in Base64
   * @param publicKey X.509's SubjectPublicKeyInfo, in Base64
   */
  private record Kept(String privateKey, String publicKey) {}

  /** Creates the service with keys that are kept in a file. */
  public SigningKeys(AccessControl control, Path file) {
    this.control = control;
    this.kept = KeptJson.open(file, new TypeReference<Map<String, Kept>>() {});
  }

  /** Adds a key; creates its key pair if none is kept. */
  public synchronized void create(String id, String arn) {
    if (!kept.has(arn)) {
      kept.put(arn, generate());
    }
    arns.put(arn, arn);
    arns.put(id, arn);
  }

  private static Kept generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      Base64.Encoder base64 = Base64.getEncoder();
      return new Kept(
          base64.encodeToString(pair.getPrivate().getEncoded()),
          base64.encodeToString(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /**
   * Signs a SHA-256 for a caller outside the stage, without any check of rights.
   *
   * @return in DER, as KMS answers
   * @throws IllegalArgumentException if there is no such key, or if the digest is not a SHA-256
   */
  public byte[] sign(String key, byte[] digest) {
    if (digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + digest.length);
    }
    return sign(known(key), "NONEwithECDSA", digest);
  }

  /**
   * Returns the public key for a caller outside the stage, without any check of rights.
   *
   * @return X.509's SubjectPublicKeyInfo, in DER
   * @throws IllegalArgumentException if there is no such key
   */
  public byte[] publicKey(String key) {
    return Base64.getDecoder().decode(kept.get(known(key)).publicKey());
  }

  private String known(String key) {
    return Optional.ofNullable(arns.get(key))
        .orElseThrow(() -> new IllegalArgumentException("there is no signing key " + key));
  }

  private byte[] sign(String arn, String algorithm, byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getDecoder().decode(kept.get(arn).privateKey()))));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StageException("the kept key " + arn + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Returns the service that functions call. */
  public SimulatedService<KmsClient> service() {
    return new SimulatedService<>("kms", KmsClient.class, SigningKeys::error)
        .operation(
            "sign",
            SignRequest.class,
            List.of("KeyId", "Message", "SigningAlgorithm"),
            request ->
                access(
                    "kms:Sign",
                    request.keyId(),
                    RequestContext.NONE
                        .with("kms:SigningAlgorithm", request.signingAlgorithmAsString())
                        .with("kms:MessageType", messageType(request).toString())),
            this::sign)
        .operation(
            "getPublicKey",
            GetPublicKeyRequest.class,
            List.of("KeyId"),
            request -> access("kms:GetPublicKey", request.keyId(), RequestContext.NONE),
            this::publicKey);
  }

  /**
   * Returns the rights that a role needs for an action on a key, by its own policies and the key's.
   */
  public List<Access> access(String action, String key) {
    return access(action, key, RequestContext.NONE);
  }

  private List<Access> access(String action, String key, RequestContext request) {
    String arn =
        arns.getOrDefault(
            key, key.startsWith("arn:") ? key : AwsEnvironment.LAPTOP.arn("kms", "key/" + key));
    return List.of(new Access.OnKey(control, action, arn, request));
  }

  private static AwsServiceException error(String code, int status, String message) {
    AwsServiceException.Builder exception =
        switch (code) {
          case "NotFoundException" -> NotFoundException.builder();
          case "InvalidKeyUsageException" -> InvalidKeyUsageException.builder();
          default -> KmsException.builder();
        };
    return exception
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Kms")
                .errorCode(code)
                .errorMessage(message)
                .build())
        .statusCode(status)
        .build();
  }

  private static MessageType messageType(SignRequest request) {
    return Optional.ofNullable(request.messageType()).orElse(MessageType.RAW);
  }

  private String find(String key) {
    return Optional.ofNullable(arns.get(key))
        .orElseThrow(
            () -> error("NotFoundException", BAD_REQUEST, "Key '" + key + "' does not exist"));
  }

  private SignResponse sign(SignRequest request) {
    String arn = find(request.keyId());
    if (request.signingAlgorithm() != SigningAlgorithmSpec.ECDSA_SHA_256) {
      throw error(
          "InvalidKeyUsageException",
          BAD_REQUEST,
          arn + " does not sign with " + request.signingAlgorithmAsString());
    }
    byte[] message = request.message().asByteArray();
    byte[] signature =
        switch (messageType(request)) {
          case RAW -> {
            if (message.length < 1 || message.length > LARGEST_MESSAGE) {
              throw error(
                  "ValidationException",
                  BAD_REQUEST,
                  "Value at 'message' failed to satisfy constraint: Member must have length"
                      + " between 1 and 4096");
            }
            yield sign(arn, "SHA256withECDSA", message);
          }
          case DIGEST -> {
            if (message.length != DIGEST_BYTES) {
              throw error(
                  "ValidationException",
                  BAD_REQUEST,
                  "Digest is invalid length for algorithm ECDSA_SHA_256.");
            }
            yield sign(arn, "NONEwithECDSA", message);
          }
          case EXTERNAL_MU, UNKNOWN_TO_SDK_VERSION ->
              throw new NotSimulatedException(
                  "kms:sign with the message type " + request.messageTypeAsString());
        };
    return SignResponse.builder()
        .keyId(arn)
        .signature(SdkBytes.fromByteArray(signature))
        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
        .build();
  }

  private GetPublicKeyResponse publicKey(GetPublicKeyRequest request) {
    String arn = find(request.keyId());
    return GetPublicKeyResponse.builder()
        .keyId(arn)
        .publicKey(SdkBytes.fromByteArray(publicKey(arn)))
        .keySpec(KeySpec.ECC_NIST_P256)
        .keyUsage(KeyUsageType.SIGN_VERIFY)
        .signingAlgorithms(SigningAlgorithmSpec.ECDSA_SHA_256)
        .build();
  }
}
