package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.util.Base64;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of the stores: their own, and those that they have issued to the game.
 *
 * @param appleCaller signs the game's requests to Apple
 * @param licence signs the purchases of Google Play
 * @param googleCaller signs the requests of the game's service account
 * @param notifier signs the tokens of Google
 */
record StoreIdentity(
    AppleSigner apple,
    KeyPair appleCaller,
    KeyPair licence,
    KeyPair googleCaller,
    KeyPair notifier) {
  static final String APPLE_ISSUER = "5f2a9c6e-0000-4000-8000-67616d656b70";
  static final String APPLE_KEY_ID = "FAKEKEY001";
  static final String GOOGLE_KEY_ID = "fake-service-account-key";
  static final String SERVICE_ACCOUNT = "gamekeeper@fake-play.iam.gserviceaccount.com";
  static final String NOTIFIER_ACCOUNT = "notifier@fake-play.iam.gserviceaccount.com";
  static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "store-keys.json";
  private static final int RSA_BITS = 2048;

  /** Opens the keys in a folder, where they are created at the first start and then kept. */
  static StoreIdentity open(Path folder, Instant now) {
    Path file = folder.resolve(FILE);
    try {
      Optional<String> kept = PrivateFiles.read(file);
      if (kept.isPresent()) {
        return read(JSON.readTree(kept.get()));
      }
      StoreIdentity made = create(now);
      PrivateFiles.write(file, made.write().toString());
      return made;
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw new StageException("the stores' keys " + file + " can be neither read nor written", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  private static StageException damaged(Path file, Exception e) {
    return new StageException(
        "the stores' keys " + file + " are damaged; delete it and start again", e);
  }

  private static StoreIdentity create(Instant now) throws GeneralSecurityException {
    return new StoreIdentity(AppleSigner.create(ec(), ec(), ec(), now), ec(), rsa(), rsa(), rsa());
  }

  /** Returns the document for the secret of the functions. */
  String credentials() {
    ObjectNode credentials = JSON.createObjectNode();
    credentials
        .putObject(StoreCredentials.APPLE)
        .put(StoreCredentials.APPLE_ISSUER_ID, APPLE_ISSUER)
        .put(StoreCredentials.APPLE_KEY_ID, APPLE_KEY_ID)
        .put(StoreCredentials.APPLE_PRIVATE_KEY, pem(appleCaller.getPrivate()))
        .putArray(StoreCredentials.APPLE_ROOT_CERTIFICATES)
        .add(apple.chain().getLast().toString());
    ObjectNode google = credentials.putObject(StoreCredentials.GOOGLE);
    google
        .putObject(StoreCredentials.GOOGLE_SERVICE_ACCOUNT)
        .put("type", "service_account")
        .put("project_id", "fake-play")
        .put("client_id", "100000000000000000001")
        .put("client_email", SERVICE_ACCOUNT)
        .put("private_key_id", GOOGLE_KEY_ID)
        .put("private_key", pem(googleCaller.getPrivate()))
        .put("token_uri", TOKEN_URI);
    google
        .put(StoreCredentials.GOOGLE_LICENCE_KEY, base64(licence.getPublic().getEncoded()))
        .put(StoreCredentials.GOOGLE_NOTIFIER, NOTIFIER_ACCOUNT);
    return credentials.toString();
  }

  private ObjectNode write() {
    ObjectNode node = JSON.createObjectNode();
    node.put("appleKey", base64(apple.key().getEncoded()));
    ArrayNode chain = node.putArray("appleChain");
    apple.chain().forEach(certificate -> chain.add(certificate.toString()));
    node.put("appleCaller", base64(appleCaller.getPrivate().getEncoded()));
    node.put("appleCallerPublic", base64(appleCaller.getPublic().getEncoded()));
    node.put("licence", base64(licence.getPrivate().getEncoded()));
    node.put("googleCaller", base64(googleCaller.getPrivate().getEncoded()));
    node.put("notifier", base64(notifier.getPrivate().getEncoded()));
    return node;
  }

  private static StoreIdentity read(JsonNode node) throws GeneralSecurityException {
    List<Base64> chain = new ArrayList<>();
    node.path("appleChain").forEach(certificate -> chain.add(new Base64(certificate.asText())));
    KeyFactory ec = KeyFactory.getInstance("EC");
    ECPrivateKey signer = (ECPrivateKey) ec.generatePrivate(pkcs8(node, "appleKey"));
    PublicKey callerPublic =
        ec.generatePublic(
            new X509EncodedKeySpec(new Base64(node.path("appleCallerPublic").asText()).decode()));
    return new StoreIdentity(
        AppleSigner.of(signer, chain),
        new KeyPair(callerPublic, ec.generatePrivate(pkcs8(node, "appleCaller"))),
        rsa(node, "licence"),
        rsa(node, "googleCaller"),
        rsa(node, "notifier"));
  }

  private static KeyPair rsa(JsonNode node, String member) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) factory.generatePrivate(pkcs8(node, member));
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
        key);
  }

  private static PKCS8EncodedKeySpec pkcs8(JsonNode node, String member) {
    return new PKCS8EncodedKeySpec(new Base64(node.path(member).asText()).decode());
  }

  private static KeyPair ec() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS);
    return generator.generateKeyPair();
  }

  ECPublicKey appleCallerKey() {
    return (ECPublicKey) appleCaller.getPublic();
  }

  RSAPublicKey googleCallerKey() {
    return (RSAPublicKey) googleCaller.getPublic();
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + java.util.Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static String base64(byte[] bytes) {
    return Base64.encode(bytes).toString();
  }
}
