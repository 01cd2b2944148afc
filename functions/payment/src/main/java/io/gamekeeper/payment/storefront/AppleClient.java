package io.gamekeeper.payment.storefront;

import com.apple.itunes.storekit.client.APIException;
import com.apple.itunes.storekit.client.BaseAppStoreServerAPIClient;
import com.apple.itunes.storekit.client.BearerTokenAuthenticatorInterface;
import com.apple.itunes.storekit.model.Environment;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Apple's library for the App Store Server API, on the platform's web client and clock. */
final class AppleClient extends BaseAppStoreServerAPIClient {
  private static final int UNAUTHORISED = 401;
  private static final int NOT_FOUND = 404;

  private final BoundedWeb web;

  AppleClient(
      BoundedWeb web,
      InstantSource clock,
      StoreKeys.Apple keys,
      String bundleId,
      Environment environment) {
    super(new Tokens(clock, keys, bundleId), environment);
    this.web = web;
  }

  /** A call of the library. */
  @FunctionalInterface
  interface Call<T> {
    T run(AppleClient client) throws APIException, IOException;
  }

  /**
   * Runs a call; all that can go wrong becomes an {@link IOException}.
   *
   * @throws UnauthorisedException if Apple does not accept the key
   * @throws NotFoundException if Apple does not know what was asked for
   */
  <T> T run(Call<T> call) throws IOException {
    try {
      return call.run(this);
    } catch (APIException e) {
      throw switch (e.getHttpStatusCode()) {
        case UNAUTHORISED -> new UnauthorisedException("Apple does not accept the key");
        case NOT_FOUND -> new NotFoundException();
        default -> new IOException("Apple answers " + e.getHttpStatusCode(), e);
      };
    }
  }

  /** Thrown if Apple does not know what was asked for. */
  static final class NotFoundException extends IOException {}

  @Override
  protected HttpResponseInterface makeRequest(
      String path,
      String method,
      Map<String, List<String>> query,
      Map<String, String> headers,
      @Nullable String contentType,
      byte @Nullable [] body)
      throws IOException {
    if (!query.isEmpty()) {
      throw new UnsupportedOperationException("our calls have no query: " + path);
    }
    Map<String, String> all = new HashMap<>(headers);
    if (contentType != null) {
      all.put("Content-Type", contentType);
    }
    WebClient.Response response =
        web.send(
            new WebClient.Request(
                method,
                URI.create(url + path),
                all,
                body == null ? null : new String(body, StandardCharsets.UTF_8)));
    return new HttpResponseInterface() {
      @Override
      public int statusCode() {
        return response.status();
      }

      @Override
      public Reader body() {
        return new StringReader(response.body());
      }

      @Override
      public void close() {}
    };
  }

  /** Bearer tokens in Apple's form; the library's own would read the machine's clock. */
  private record Tokens(InstantSource clock, StoreKeys.Apple keys, String bundleId)
      implements BearerTokenAuthenticatorInterface {
    private static final Duration VALIDITY = Duration.ofMinutes(5);

    @Override
    public String generateToken() {
      Instant now = clock.instant();
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .keyID(keys.keyId())
                  .type(JOSEObjectType.JWT)
                  .build(),
              new JWTClaimsSet.Builder()
                  .issuer(keys.issuerId())
                  .audience("appstoreconnect-v1")
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plus(VALIDITY)))
                  .claim("bid", bundleId)
                  .build());
      try {
        token.sign(new ECDSASigner(keys.privateKey(), Curve.P_256));
      } catch (JOSEException e) {
        throw new IllegalStateException("the key to the App Store is on another curve", e);
      }
      return token.serialize();
    }
  }
}
