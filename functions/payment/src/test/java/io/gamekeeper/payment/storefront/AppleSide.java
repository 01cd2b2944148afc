package io.gamekeeper.payment.storefront;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Apple: its authority, its server and what it has given us. */
final class AppleSide {
  static final String HOST = "api.storekit-sandbox.apple.com";

  private static final AppleAuthority APPLE = AppleAuthority.create();

  private final InstantSource clock;
  final Map<String, Map<String, Object>> transactions = new HashMap<>();
  final List<String> finished = new ArrayList<>();
  AppleAuthority authority = APPLE;
  KeyPair caller = AppleAuthority.ec();
  @Nullable Response instead;

  AppleSide(InstantSource clock) {
    this.clock = clock;
  }

  /** A transaction that {@link World#PLAYER} has paid {@link World#SKU} with. */
  Map<String, Object> transaction() {
    Map<String, Object> transaction = new LinkedHashMap<>();
    transaction.put("transactionId", "2000000001");
    transaction.put("bundleId", World.BUNDLE);
    transaction.put("productId", World.SKU);
    transaction.put("purchaseDate", clock.millis() - 5000);
    transaction.put("quantity", 1);
    transaction.put("type", "Consumable");
    transaction.put("appAccountToken", StoreAccount.of(World.PLAYER).toString());
    transaction.put("inAppOwnershipType", "PURCHASED");
    transaction.put("signedDate", clock.millis() - 4000);
    transaction.put("environment", "Sandbox");
    transaction.put("price", 4990);
    transaction.put("currency", "EUR");
    return transaction;
  }

  /** Returns the receipt of a transaction that Apple's server knows, too. */
  String sold(Map<String, Object> transaction) {
    transactions.put((String) transaction.get("transactionId"), new HashMap<>(transaction));
    return sign(transaction);
  }

  /** What the server has of {@link #transaction}, to be changed. */
  Map<String, Object> onServer() {
    return Objects.requireNonNull(transactions.get("2000000001"));
  }

  String sign(Map<String, Object> payload) {
    return authority.sign(World.json(payload));
  }

  Map<String, Object> credentials() {
    return Map.of(
        StoreCredentials.APPLE_ISSUER_ID,
        "issuer",
        StoreCredentials.APPLE_KEY_ID,
        "key",
        StoreCredentials.APPLE_PRIVATE_KEY,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(caller.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n",
        StoreCredentials.APPLE_ROOT_CERTIFICATES,
        List.of(authority.rootCertificate()));
  }

  Response answer(Request request) {
    if (instead != null) {
      return instead;
    }
    if (!isAuthorised(request)) {
      return new Response(401, "Unauthenticated");
    }
    String[] path = request.uri().getPath().split("/", -1);
    Map<String, Object> known = transactions.get(path[4]);
    if (known == null) {
      return new Response(
          404, "{\"errorCode\":4040010,\"errorMessage\":\"Transaction id not found.\"}");
    }
    if (path.length == 6) {
      finished.add(path[4]);
      return new Response(200, "");
    }
    return new Response(200, World.json(Map.of("signedTransactionInfo", sign(known))));
  }

  private boolean isAuthorised(Request request) {
    try {
      SignedJWT token =
          SignedJWT.parse(
              String.valueOf(request.headers().get("Authorization")).substring("Bearer ".length()));
      return token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
          && token.verify(new ECDSAVerifier((ECPublicKey) caller.getPublic()))
          && World.BUNDLE.equals(token.getJWTClaimsSet().getStringClaim("bid"))
          && clock.instant().isBefore(token.getJWTClaimsSet().getExpirationTime().toInstant());
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }
}
