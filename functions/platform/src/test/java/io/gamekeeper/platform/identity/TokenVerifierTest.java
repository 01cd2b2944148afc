package io.gamekeeper.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.identity.Verdict.Reason;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.PlayerTokens;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenVerifierTest {
  private static PlayerTokens first;
  private static PlayerTokens second;
  private static PlayerTokens foreign;

  private FakePlatform platform;
  private TokenVerifier verifier;

  @BeforeAll
  static void keys() {
    first = new PlayerTokens("first");
    second = new PlayerTokens("second");
    foreign = new PlayerTokens("first");
  }

  @BeforeEach
  void start() {
    platform = new FakePlatform();
    publish(PlayerTokens.keySet(first));
    verifier = new TokenVerifier(PlayerTokens.IDENTITY, platform);
  }

  @Test
  void aGoodTokenNamesItsPlayerAndTheKeysAreFetchedOnce() {
    String token = token(first, claims -> claims);

    for (int i = 0; i < 3; i++) {
      assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
    }

    assertThat(verifier.verify("bearer " + token(first, claims -> claims.subject("bob"))))
        .matches(player("bob"));
    assertThat(platform.requests).hasSize(1);
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
    byte[] secret = first.key().toRSAPublicKey().getEncoded();
    String token =
        PlayerTokens.token(new MACSigner(secret), JWSAlgorithm.HS256, "first", claims().build());

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.ALGORITHM));
  }

  @Test
  void anotherAlgorithmOfTheSameKeyIsRefused() throws JOSEException {
    String token =
        PlayerTokens.token(
            new RSASSASigner(first.key()), JWSAlgorithm.PS256, "first", claims().build());

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
        token(
            first,
            claims -> claims.expirationTime(Date.from(platform.time.instant().plusSeconds(10))));
    String early =
        token(
            first,
            claims -> claims.notBeforeTime(Date.from(platform.time.instant().plusSeconds(120))));
    String eternal = token(first, claims -> claims.expirationTime(null));

    assertThat(verifier.verify("Bearer " + eternal)).isEqualTo(refused(Reason.EXPIRED));
    assertThat(verifier.verify("Bearer " + early)).isEqualTo(refused(Reason.NOT_YET_VALID));
    platform.time.advance(Duration.ofSeconds(69));
    assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
    assertThat(verifier.verify("Bearer " + early)).matches(player("ada"));
    platform.time.advance(Duration.ofSeconds(1));
    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.EXPIRED));
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    publish(PlayerTokens.keySet(first, second));
    platform.time.advance(KeySet.FETCH_PAUSE);

    assertThat(verifier.verify("Bearer " + token(second, claims -> claims))).matches(player("ada"));
    assertThat(platform.requests).hasSize(2);
  }

  @Test
  void inventedKeyIdsDoNotBecomeRequestsToTheIssuer() throws JOSEException {
    verifier.verify("Bearer " + token(first, claims -> claims));
    for (int i = 0; i < 100; i++) {
      String token =
          PlayerTokens.token(
              new RSASSASigner(foreign.key()),
              JWSAlgorithm.RS256,
              "made-up-" + i,
              claims().build());

      assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.UNKNOWN_KEY));
    }

    assertThat(platform.requests).hasSize(1);
  }

  @Test
  void aWithdrawnKeyIsNoticedAlsoForTokensThatWereGoodBefore() {
    String token = token(first, claims -> claims);
    verifier.verify("Bearer " + token);
    publish(PlayerTokens.keySet(second));

    platform.time.advance(KeySet.FRESH);

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(refused(Reason.UNKNOWN_KEY));
  }

  @Test
  void whileTheIssuerIsDownOldKeysServeForABoundedTime() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    publish(null);

    platform.time.advance(KeySet.STALE.minusSeconds(1));
    assertThat(verifier.verify("Bearer " + token(first, claims -> claims.subject("bob"))))
        .matches(player("bob"));
    platform.time.advance(Duration.ofSeconds(1));
    assertThat(verifier.verify("Bearer " + token(first, claims -> claims.subject("eve"))))
        .isEqualTo(new Verdict.Unverifiable());
  }

  @Test
  void withoutAnyKeysNobodyIsRefusedOrLetIn() {
    publish(null);
    String token = token(first, claims -> claims);

    assertThat(verifier.verify("Bearer " + token)).isEqualTo(new Verdict.Unverifiable());
    assertThat(verifier.verify("Bearer " + token)).isEqualTo(new Verdict.Unverifiable());
    assertThat(platform.requests).hasSize(1);
    publish(PlayerTokens.keySet(first));
    platform.time.advance(KeySet.FETCH_PAUSE);
    assertThat(verifier.verify("Bearer " + token)).matches(player("ada"));
  }

  @Test
  void aKeySetThatIsNoKeySetLeavesTheOldKeys() {
    verifier.verify("Bearer " + token(first, claims -> claims));
    publish("<html>maintenance</html>");
    platform.time.advance(KeySet.FRESH);

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
    assertThat(platform.requests).hasSize(2);
  }

  private static Verdict refused(Reason reason) {
    return new Verdict.Refused(reason);
  }

  /** What the issuer answers; null if it does not. */
  private void publish(@Nullable String keys) {
    platform.web =
        keys == null
            ? FakePlatform.nobody()
            : (request, timeout) -> new WebClient.Response(200, keys);
  }

  private JWTClaimsSet.Builder claims() {
    return PlayerTokens.claims("ada", platform.time.instant());
  }

  private String token(PlayerTokens issuer, UnaryOperator<JWTClaimsSet.Builder> change) {
    return issuer.token(change.apply(claims()));
  }

  private static Predicate<Verdict> player(String expected) {
    return verdict -> verdict instanceof Verdict.Player(String id, _) && id.equals(expected);
  }
}
