package io.gamekeeper.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListenerTokensTest {
  private static final String ISSUER = "https://id.example";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private Instant now = NOW;
  private final WebHosts web = new WebHosts();
  private final AtomicInteger asked = new AtomicInteger();
  private final ListenerTokens tokens =
      new ListenerTokens(ISSUER, URI.create("https://id.example/keys"), web, () -> now);
  private RSAKey key = key("one");

  @BeforeEach
  void publish() {
    publish(key);
  }

  @Test
  void aGoodTokenIsAcceptedWhateverItsAudience() throws Exception {
    assertThat(tokens.accepts("Bearer " + signed(claims().audience("somebody-else").build())))
        .isTrue();
    assertThat(tokens.accepts("bearer " + signed(claims().build()))).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatIsNoBearerTokenIsRefused() throws Exception {
    String token = signed(claims().build());

    assertThat(tokens.accepts(null)).isFalse();
    assertThat(tokens.accepts("Bearer")).isFalse();
    assertThat(tokens.accepts("Basic " + token)).isFalse();
    assertThat(tokens.accepts("Bearer not.a.token")).isFalse();
    assertThat(tokens.accepts("Bearer " + token.substring(0, token.lastIndexOf('.') + 1)))
        .isFalse();
    assertThat(tokens.accepts("Bearer " + new PlainJWT(claims().build()).serialize())).isFalse();
  }

  @Test
  void otherAlgorithmsThanRs256AreRefused() throws Exception {
    assertThat(
            tokens.accepts(
                "Bearer " + signed(JWSAlgorithm.RS512, new RSASSASigner(key), claims().build())))
        .isFalse();
    assertThat(
            tokens.accepts(
                "Bearer "
                    + signed(
                        JWSAlgorithm.HS256,
                        new MACSigner(key.toRSAPublicKey().getEncoded()),
                        claims().build())))
        .isFalse();
  }

  @Test
  void aForgersSignatureIsRefused() throws Exception {
    assertThat(
            tokens.accepts(
                "Bearer "
                    + signed(JWSAlgorithm.RS256, new RSASSASigner(key("one")), claims().build())))
        .isFalse();
  }

  @Test
  void onlyWhatIsInForceIsAccepted() throws Exception {
    assertThat(accepts(claims().expirationTime(Date.from(NOW)))).isFalse();
    assertThat(accepts(claims().expirationTime(null))).isFalse();
    assertThat(accepts(claims().issuer("https://other.example"))).isFalse();
    assertThat(accepts(claims().notBeforeTime(Date.from(NOW.plusSeconds(1))))).isFalse();
    assertThat(accepts(claims().issueTime(Date.from(NOW.plusSeconds(1))))).isFalse();
    assertThat(accepts(claims().issueTime(Date.from(NOW)))).isTrue();
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
    assertThat(accepts(claims())).isTrue();
    key = key("two");
    publish(key);

    assertThat(accepts(claims())).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aTokenThatWasAcceptedIsRefusedWhenItExpires() throws Exception {
    String token = "Bearer " + signed(claims().build());
    assertThat(tokens.accepts(token)).isTrue();
    assertThat(tokens.accepts(token)).isTrue();

    now = now.plus(Duration.ofHours(1));

    assertThat(tokens.accepts(token)).isFalse();
  }

  @Test
  void aTokenThatWasAcceptedIsRefusedWhenItsKeyIsGone() throws Exception {
    String token = "Bearer " + signed(claims().build());
    assertThat(tokens.accepts(token)).isTrue();
    key = key("two");
    publish(key);
    assertThat(accepts(claims())).isTrue();

    assertThat(tokens.accepts(token)).isFalse();
  }

  @Test
  void keysOutOfReachAreAFaultAndNoRefusal() {
    web.register("id.example", request -> new WebClient.Response(503, ""));

    assertThatThrownBy(() -> accepts(claims()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  private boolean accepts(JWTClaimsSet.Builder claims) throws Exception {
    return tokens.accepts("Bearer " + signed(claims.build()));
  }

  private void publish(RSAKey published) {
    web.register(
        "id.example",
        request -> {
          asked.incrementAndGet();
          return new WebClient.Response(200, new JWKSet(published.toPublicJWK()).toString());
        });
  }

  private String signed(JWTClaimsSet claims) throws Exception {
    return signed(JWSAlgorithm.RS256, new RSASSASigner(key), claims);
  }

  private String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject("player")
        .expirationTime(Date.from(NOW.plusSeconds(60)));
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
