package io.gamekeeper.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.identity.Verdict.Reason;
import io.gamekeeper.platform.testing.FakePlatform;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenVerifierTest {
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "game";

  private static RSAKey first;
  private static RSAKey second;
  private static RSAKey foreign;

  private FakePlatform platform;
  private TokenVerifier verifier;

  @BeforeAll
  static void keys() throws JOSEException {
    first = new RSAKeyGenerator(2048).keyID("first").generate();
    second = new RSAKeyGenerator(2048).keyID("second").generate();
    foreign = new RSAKeyGenerator(2048).keyID("first").generate();
  }

  @BeforeEach
  void start() {
    platform = new FakePlatform();
    platform.web(keySet(first));
    verifier =
        new TokenVerifier(
            new IdentityEnvironment(ISSUER, AUDIENCE, ISSUER + "/jwks.json"), platform);
  }

  @Test
  void aGoodTokenNamesItsPlayerAndTheKeysAreFetchedOnce() {
    String token = token(first, claims -> claims);

    for (int i = 0; i < 3; i++) {
      assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
    }

    assertThat(verifier.verify("bearer " + token(first, claims -> claims.subject("bob"))))
        .matches(player("bob"));
    assertThat(platform.fetches).hasValue(1);
  }

  @Test
  void noTokenIsMissing() {
    assertThat(verifier.verify(null)).isEqualTo(refused(Reason.MISSING));
    assertThat(verifier.verify("Basic YTpi")).isEqualTo(refused(Reason.MISSING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c", "e30.e30.", "..", "eyJhbGciOiJSUzI1NiJ9.e30"})
  void nonsenseIsMalformed(String token) {
    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.MALFORMED));
  }

  @Test
  void aTokenLongerThanAnyRealOneIsMalformed() {
    String token = token(first, claims -> claims.claim("ballast", "x".repeat(10_000)));

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.MALFORMED));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String token = new PlainJWT(claims().build()).serialize();

    assertThat(verifier.verify("Bearer " + token)).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void thePublicKeyAsASharedSecretIsRefused() throws JOSEException {
    byte[] secret = first.toRSAPublicKey().getEncoded();
    String token = sign(new MACSigner(secret), JWSAlgorithm.HS256, "first", claims().build());

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.ALGORITHM));
  }

  @Test
  void anotherAlgorithmOfTheSameKeyIsRefused() throws JOSEException {
    String token = sign(new RSASSASigner(first), JWSAlgorithm.PS256, "first", claims().build());

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.ALGORITHM));
  }

  @Test
  void aForgedSignatureAndAChangedBodyAreRefused() {
    String good = token(first, claims -> claims);
    String[] parts = good.split("\\.", -1);
    String otherBody = token(first, claims -> claims.subject("eve")).split("\\.", -1)[1];

    assertThat(verifier.verify("Bearer " + token(foreign, claims -> claims)))
        .isEqualTo(refused(Reason.SIGNATURE));
    assertThat(verifier.verify("Bearer " + parts[0] + "." + otherBody + "." + parts[2]))
        .isEqualTo(refused(Reason.SIGNATURE));
  }

  @Test
  void issuerAudienceAndSubjectMustFit() {
    assertThat(verifier.verify("Bearer " + token(first, c -> c.issuer("https://evil.example"))))
        .isEqualTo(refused(Reason.ISSUER));
    assertThat(verifier.verify("Bearer " + token(first, c -> c.audience("other"))))
        .isEqualTo(refused(Reason.AUDIENCE));
    assertThat(verifier.verify("Bearer " + token(first, c -> c.audience((String) null))))
        .isEqualTo(refused(Reason.AUDIENCE));
    for (String subject : Arrays.asList(null, "", "a b", "x".repeat(65), "a#b", "ä", ".", "..")) {
      assertThat(verifier.verify("Bearer " + token(first, c -> c.subject(subject))))
          .isEqualTo(refused(Reason.SUBJECT));
    }
  }

  @Test
  void timesCountWithAMinuteOfGrace() {
    String token =
        token(first, claims -> claims.expirationTime(Date.from(platform.now().plusSeconds(10))));
    String early =
        token(first, claims -> claims.notBeforeTime(Date.from(platform.now().plusSeconds(120))));
    String eternal = token(first, claims -> claims.expirationTime(null));

    assertThat(verifier.verify("Bearer " + eternal)).isEqualTo(refused(Reason.EXPIRED));
    assertThat(verifier.verify("Bearer " + early)).isEqualTo(refused(Reason.NOT_YET_VALID));
    platform.pass(Duration.ofSeconds(69));
    assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
    assertThat(verifier.verify("Bearer " + early)).matches(player("ada"));
    platform.pass(Duration.ofSeconds(1));
    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.EXPIRED));
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    platform.web(keySet(first, second));
    platform.pass(KeySet.FETCH_PAUSE);

    assertThat(verifier.verify("Bearer " + token(second, claims -> claims))).matches(player("ada"));
    assertThat(platform.fetches).hasValue(2);
  }

  @Test
  void inventedKeyIdsDoNotBecomeRequestsToTheIssuer() throws JOSEException {
    verifier.verify("Bearer " + token(first, claims -> claims));
    for (int i = 0; i < 100; i++) {
      String token =
          sign(new RSASSASigner(foreign), JWSAlgorithm.RS256, "made-up-" + i, claims().build());

      assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.UNKNOWN_KEY));
    }

    assertThat(platform.fetches).hasValue(1);
  }

  @Test
  void aWithdrawnKeyIsNoticedAlsoForTokensThatWereGoodBefore() {
    String token = token(first, claims -> claims);
    verifier.verify("Bearer " + token);
    platform.web(keySet(second));

    platform.pass(KeySet.FRESH);

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.UNKNOWN_KEY));
  }

  @Test
  void whileTheIssuerIsDownOldKeysServeForABoundedTime() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    platform.web(null);

    platform.pass(KeySet.STALE.minusSeconds(1));
    assertThat(verifier.verify("Bearer " + token(first, claims -> claims.subject("bob"))))
        .matches(player("bob"));
    platform.pass(Duration.ofSeconds(1));
    assertThat(verifier.verify("Bearer " + token(first, claims -> claims.subject("eve"))))
        .isEqualTo(new Verdict.Unverifiable());
  }

  @Test
  void withoutAnyKeysNobodyIsRefusedOrLetIn() {
    platform.web(null);
    String token = token(first, claims -> claims);

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(new Verdict.Unverifiable());
    assertThat(verifier.verify("Bearer " + token)).isEqualTo(new Verdict.Unverifiable());
    assertThat(platform.fetches).hasValue(1);
    platform.web(keySet(first));
    platform.pass(KeySet.FETCH_PAUSE);
    assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
  }

  @Test
  void aKeySetThatIsNoKeySetLeavesTheOldKeys() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    platform.web("<html>maintenance</html>");
    platform.pass(KeySet.FRESH);

    assertThat(verifier.verify("Bearer " + token(first, claims -> claims))).matches(player("ada"));
  }

  @Test
  void aRestoredSnapshotFetchesTheKeysAnew() throws Exception {
    verifier.verify("Bearer " + token(first, claims -> claims));
    for (SnapshotHook hook : platform.hooks) {
      hook.beforeSnapshot();
      hook.afterRestore();
    }

    assertThat(verifier.verify("Bearer " + token(first, claims -> claims))).matches(player("ada"));
    assertThat(platform.fetches).hasValue(2);
  }

  private static Verdict refused(Reason reason) {
    return new Verdict.Refused(reason);
  }

  private static String keySet(RSAKey... keys) {
    return new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(keys)).toPublicJWKSet().toString();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("ada")
        .expirationTime(Date.from(platform.now().plus(Duration.ofDays(1))));
  }

  private String token(RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) {
    try {
      return sign(
          new RSASSASigner(key),
          JWSAlgorithm.RS256,
          key.getKeyID(),
          change.apply(claims()).build());
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of our own signs", e);
    }
  }

  private static String sign(
      JWSSigner signer, JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static Predicate<Verdict> player(String expected) {
    return verdict -> verdict instanceof Verdict.Player(String id, _) && id.equals(expected);
  }
}
