package io.gamekeeper.local.aws.elb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.platform.WebClient;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;

/**
 * The load balancer's key, by which it signs who its users are. Targets get the public key as PEM
 * from {@code https://public-keys.auth.elb.REGION.amazonaws.com/KEY-ID}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html#user-claims-encoding">User
 *     claims encoding and signature verification</a>
 */
final class ClaimsSigner {
  private static final String ID = "claims-key-id";
  private static final String PRIVATE = "claims-key";
  private static final String PUBLIC = "claims-public-key";

  /** Base64 with padding: unlike other issuers of tokens, a load balancer leaves it in. */
  private static final Base64.Encoder PADDED = Base64.getUrlEncoder();

  private final String id;
  private final String pem;
  private final PrivateKey key;

  private ClaimsSigner(String id, String pem, PrivateKey key) {
    this.id = id;
    this.pem = pem;
    this.key = key;
  }

  /** Returns a signer with the key that is kept, or a new one. */
  static ClaimsSigner of(KeptJson<String> kept) {
    try {
      if (!kept.has(ID)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair made = generator.generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        kept.put(PRIVATE, base64.encodeToString(made.getPrivate().getEncoded()));
        kept.put(PUBLIC, base64.encodeToString(made.getPublic().getEncoded()));
        kept.put(ID, UUID.randomUUID().toString());
      }
      return new ClaimsSigner(
          kept.get(ID),
          pem(kept.get(PUBLIC)),
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getDecoder().decode(kept.get(PRIVATE)))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has elliptic curves", e);
    }
  }

  private static String pem(String base64) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + base64.replaceAll(".{64}(?=.)", "$0\n")
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Answers for the public key of a region's load balancers. */
  void publish(WebHosts web, String region) {
    web.register(
        "public-keys.auth.elb." + region + ".amazonaws.com",
        asked ->
            asked.uri().getPath().equals("/" + id)
                ? new WebClient.Response(200, pem)
                : new WebClient.Response(404, ""));
  }

  /**
   * Returns a signed token.
   *
   * @param header gets the key's id
   */
  String sign(ObjectNode header, ObjectNode claims) {
    header.put("kid", id);
    String signed = encode(header) + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + PADDED.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with elliptic curves", e);
    }
  }

  private static String encode(ObjectNode part) {
    return PADDED.encodeToString(part.toString().getBytes(UTF_8));
  }
}
