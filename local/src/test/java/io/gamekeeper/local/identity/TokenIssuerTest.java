package io.gamekeeper.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenIssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final IdentityEnvironment TRUSTED =
      new IdentityEnvironment("https://id.example", "game", "https://id.example/keys.json");

  private final WebHosts web = new WebHosts();
  private final Path folder;

  TokenIssuerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void tokensCarryTheClaimsThatFunctionsTrustAndAreSignedByThePublishedKey() throws Exception {
    TokenIssuer issuer = issuer();
    issuer.trustedBy("Scores", TRUSTED.toMap());

    SignedJWT token = SignedJWT.parse(issuer.issue("p1", Duration.ofMinutes(5)));

    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("https://id.example");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("game");
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("p1");
    assertThat(token.getJWTClaimsSet().getExpirationTime())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(5))));
    WebClient.Response keys = get("https://id.example/keys.json");
    JWKSet keySet = JWKSet.parse(keys.body());
    assertThat(
            token.verify(
                new RSASSAVerifier(keySet.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
        .isTrue();
    assertThat(keySet.getKeys()).noneMatch(key -> key.isPrivate());
    assertThat(get("https://id.example/other").status()).isEqualTo(404);
  }

  @Test
  void theKeyIsKeptWithTheDataAndIsForItsOwnerOnly() throws Exception {
    TokenIssuer first = issuer();
    first.trustedBy("Scores", TRUSTED.toMap());
    SignedJWT before = SignedJWT.parse(first.issue("p1", Duration.ofMinutes(5)));

    TokenIssuer second = issuer();
    second.trustedBy("Scores", TRUSTED.toMap());

    String keyId = before.getHeader().getKeyID();
    JWKSet keySet = JWKSet.parse(get("https://id.example/keys.json").body());
    assertThat(before.verify(new RSASSAVerifier(keySet.getKeyByKeyId(keyId).toRSAKey()))).isTrue();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("token-key.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aDamagedKeyIsNamedWithWhatToDo() throws Exception {
    Files.writeString(folder.resolve("token-key.json"), "{}");

    assertThatThrownBy(this::issuer)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("token-key.json")
        .hasMessageContaining("delete it");
  }

  @Test
  void functionsThatTrustDifferentIssuersAreRefused() {
    TokenIssuer issuer = issuer();
    issuer.trustedBy("Scores", TRUSTED.toMap());
    Map<String, String> other =
        new IdentityEnvironment("https://id.example", "shop", TRUSTED.jwksUrl()).toMap();

    assertThatThrownBy(() -> issuer.trustedBy("Pages", other))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Pages")
        .hasMessageContaining("shop");
  }

  @Test
  void withoutAFunctionThatChecksTokensThereIsNothingToIssue() {
    TokenIssuer issuer = issuer();
    issuer.trustedBy("Health", Map.of());

    assertThatThrownBy(() -> issuer.issue("p1", Duration.ofMinutes(5)))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("no issuer");
  }

  private TokenIssuer issuer() {
    return TokenIssuer.open(folder, InstantSource.fixed(NOW), web);
  }

  private WebClient.Response get(String uri) throws Exception {
    return web.get(URI.create(uri), Duration.ofSeconds(1));
  }
}
