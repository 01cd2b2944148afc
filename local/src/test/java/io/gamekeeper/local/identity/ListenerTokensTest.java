package io.gamekeeper.local.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.testing.PlayerTokens;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListenerTokensTest {
  private final VirtualTime time = new VirtualTime();
  private final WebHosts web = new WebHosts();
  private final AtomicInteger asked = new AtomicInteger();
  private final ListenerTokens tokens =
      new ListenerTokens(
          PlayerTokens.IDENTITY.issuer(), URI.create(PlayerTokens.IDENTITY.jwksUrl()), web, time);
  private PlayerTokens players = new PlayerTokens("one");

  @BeforeEach
  void publish() {
    publish(players);
  }

  @Test
  void aGoodTokenIsAcceptedWhateverItsAudience() throws Exception {
    assertThat(tokens.accepts(bearer(claims().audience("somebody-else")))).isTrue();
    assertThat(tokens.accepts("bearer " + players.token(claims()))).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatIsNoBearerTokenIsRefused() throws Exception {
    String token = players.token(claims());

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
                "Bearer "
                    + PlayerTokens.token(
                        new RSASSASigner(players.key()),
                        JWSAlgorithm.RS512,
                        "one",
                        claims().build())))
        .isFalse();
    assertThat(
            tokens.accepts(
                "Bearer "
                    + PlayerTokens.token(
                        new MACSigner(players.key().toRSAPublicKey().getEncoded()),
                        JWSAlgorithm.HS256,
                        "one",
                        claims().build())))
        .isFalse();
  }

  @Test
  void aForgersSignatureIsRefused() throws Exception {
    assertThat(
            tokens.accepts(
                "Bearer "
                    + PlayerTokens.token(
                        new RSASSASigner(new PlayerTokens("one").key()),
                        JWSAlgorithm.RS256,
                        "one",
                        claims().build())))
        .isFalse();
  }

  @Test
  void onlyWhatIsInForceIsAccepted() throws Exception {
    assertThat(accepts(claims().expirationTime(Date.from(time.instant())))).isFalse();
    assertThat(accepts(claims().expirationTime(null))).isFalse();
    assertThat(accepts(claims().issuer("https://other.example"))).isFalse();
    assertThat(accepts(claims().notBeforeTime(Date.from(time.instant().plusSeconds(1))))).isFalse();
    assertThat(accepts(claims().issueTime(Date.from(time.instant().plusSeconds(1))))).isFalse();
    assertThat(accepts(claims().issueTime(Date.from(time.instant())))).isTrue();
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
    assertThat(accepts(claims())).isTrue();
    players = new PlayerTokens("two");
    publish(players);

    assertThat(accepts(claims())).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aTokenThatWasAcceptedIsRefusedWhenItExpires() throws Exception {
    String token = bearer(claims());
    assertThat(tokens.accepts(token)).isTrue();
    assertThat(tokens.accepts(token)).isTrue();

    time.advance(PlayerTokens.LAST);

    assertThat(tokens.accepts(token)).isFalse();
  }

  @Test
  void aTokenThatWasAcceptedIsRefusedWhenItsKeyIsGone() throws Exception {
    String token = bearer(claims());
    assertThat(tokens.accepts(token)).isTrue();
    players = new PlayerTokens("two");
    publish(players);
    assertThat(accepts(claims())).isTrue();

    assertThat(tokens.accepts(token)).isFalse();
  }

  @Test
  void keysOutOfReachAreAFaultAndNoRefusal() {
    web.register("issuer.example", request -> new WebClient.Response(503, ""));

    assertThatThrownBy(() -> accepts(claims()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  private boolean accepts(JWTClaimsSet.Builder claims) throws Exception {
    return tokens.accepts(bearer(claims));
  }

  private void publish(PlayerTokens published) {
    web.register(
        "issuer.example",
        request -> {
          asked.incrementAndGet();
          return new WebClient.Response(200, PlayerTokens.keySet(published));
        });
  }

  private String bearer(JWTClaimsSet.Builder claims) {
    return "Bearer " + players.token(claims);
  }

  private JWTClaimsSet.Builder claims() {
    return PlayerTokens.claims("player", time.instant());
  }
}
