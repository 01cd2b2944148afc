package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.gamekeeper.contract.StoreCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys to the stores, as they stand in the secret.
 *
 * @param document the text from which they were read
 * @param apple empty while nobody has filled them in, or they are damaged
 * @param google likewise
 */
record StoreKeys(String document, Optional<Apple> apple, Optional<Google> google) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreKeys.class);

  /**
   * Apple's keys.
   *
   * @param roots root certificates, each DER
   */
  record Apple(String issuerId, String keyId, ECPrivateKey privateKey, List<byte[]> roots) {}

  /**
   * Google's keys.
   *
   * @param licenceKey verifies what the billing library gives to the game's client
   * @param notifier service account whose tokens notifications carry
   */
  record Google(ServiceAccountCredentials account, PublicKey licenceKey, String notifier) {}

  /** Reads the document; damaged parts are logged and left out. */
  static StoreKeys parse(String document) {
    JsonNode keys =
        Documents.object(document)
            .orElseGet(
                () -> {
                  LOG.error("The secret with the stores' keys is not a JSON object");
                  return MissingNode.getInstance();
                });
    return new StoreKeys(
        document,
        part(keys.path(StoreCredentials.APPLE), StoreKeys::apple, StoreCredentials.APPLE),
        part(keys.path(StoreCredentials.GOOGLE), StoreKeys::google, StoreCredentials.GOOGLE));
  }

  @FunctionalInterface
  private interface Part<T> {
    T read(JsonNode node) throws GeneralSecurityException, IOException;
  }

  private static <T> Optional<T> part(JsonNode node, Part<T> part, String name) {
    try {
      return Optional.of(part.read(node));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      // Only the kind: a parser's message may quote the key.
      LOG.error("The keys to {} cannot be read: {}", name, e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private static Apple apple(JsonNode node) throws GeneralSecurityException {
    List<byte[]> roots = new ArrayList<>();
    for (JsonNode root : node.path(StoreCredentials.APPLE_ROOT_CERTIFICATES)) {
      byte[] certificate = Base64.getDecoder().decode(root.asText());
      requireCertificate(certificate);
      roots.add(certificate);
    }
    if (roots.isEmpty()) {
      throw new CertificateException("no root certificate");
    }
    return new Apple(
        required(node, StoreCredentials.APPLE_ISSUER_ID),
        required(node, StoreCredentials.APPLE_KEY_ID),
        privateKey(required(node, StoreCredentials.APPLE_PRIVATE_KEY)),
        List.copyOf(roots));
  }

  private static Google google(JsonNode node) throws GeneralSecurityException, IOException {
    String account = node.path(StoreCredentials.GOOGLE_SERVICE_ACCOUNT).toString();
    return new Google(
        ServiceAccountCredentials.fromStream(
            new ByteArrayInputStream(account.getBytes(StandardCharsets.UTF_8))),
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getDecoder()
                        .decode(required(node, StoreCredentials.GOOGLE_LICENCE_KEY)))),
        required(node, StoreCredentials.GOOGLE_NOTIFIER));
  }

  private static void requireCertificate(byte[] der) throws CertificateException {
    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static ECPrivateKey privateKey(String pem) throws GeneralSecurityException {
    String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    return (ECPrivateKey)
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static String required(JsonNode node, String member) {
    return Documents.text(node, member)
        .orElseThrow(() -> new IllegalArgumentException(member + " is missing"));
  }
}
