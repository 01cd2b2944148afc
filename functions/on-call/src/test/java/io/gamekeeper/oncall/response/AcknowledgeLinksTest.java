package io.gamekeeper.oncall.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.response.AcknowledgeLinks.Checked;
import io.gamekeeper.oncall.response.AcknowledgeLinks.Expired;
import io.gamekeeper.oncall.response.AcknowledgeLinks.Forged;
import io.gamekeeper.oncall.response.AcknowledgeLinks.Valid;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.oncall.secret.OneSecret;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

final class AcknowledgeLinksTest {
  private static final Instant NOW = Instant.parse("2026-03-03T09:00:00Z");
  private static final String INCIDENT = "2026-03-03-0900-k7m2";
  private static final String CONSOLE = "https://ops.example/";

  private final FakePlatform platform = new FakePlatform(new VirtualTime(NOW));
  private final AcknowledgeLinks links = links("secret one");

  private AcknowledgeLinks links(String secret) {
    platform.clients.put(SecretsManagerClient.class, new OneSecret(secret));
    return new AcknowledgeLinks(new CachedSecret(platform, "arn"), URI.create(CONSOLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"technical-lead", "Zoë 张.三", "a/b?c#d%20", "x"})
  void aLinkNamesTheIncidentAndThePerson(String person) {
    String token = token(person);

    assertThat(token).matches("[A-Za-z0-9._-]+");
    assertThat(links.check(token, NOW))
        .contains(new Valid(token, INCIDENT, person, NOW.plus(AcknowledgeLinks.LIFE)));
  }

  @Test
  void aTextMessageHasRoomForIt() {
    assertThat(CONSOLE.length() + AcknowledgeLinks.PATH.length() + token("technical-lead").length())
        .isLessThan(110);
  }

  @Test
  void nobodyChangesACharacterOfIt() {
    String token = token("technical-lead");

    assertThat(IntStream.range(0, token.length()))
        .allSatisfy(
            index -> {
              char other = token.charAt(index) == 'A' ? 'B' : 'A';
              String changed = token.substring(0, index) + other + token.substring(index + 1);
              assertThat(check(changed)).isEqualTo(new Forged());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "...", "a", "a.b.c.d", "a.b.c.d.e", "ä.ö.ü.", "2026..."})
  void whatIsNoTokenIsForged(String token) {
    assertThat(check(token)).isEqualTo(new Forged());
  }

  @Test
  void halfATokenOrMoreThanOneIsForged() {
    String token = token("technical-lead");

    assertThat(check(token.substring(0, token.length() - 1))).isEqualTo(new Forged());
    assertThat(check(token + "A")).isEqualTo(new Forged());
    assertThat(check(token + "." + token)).isEqualTo(new Forged());
  }

  @Test
  void oneOfAnotherKeyIsForged() {
    String token = token("technical-lead");

    assertThat(links("secret two").check(token, NOW)).contains(new Forged());
  }

  @Test
  void itEndsAfterADay() {
    String token = token("technical-lead");
    Instant end = NOW.plus(Duration.ofDays(1));

    assertThat(links.check(token, end.minusSeconds(1)).orElseThrow()).isInstanceOf(Valid.class);
    assertThat(links.check(token, end)).contains(new Expired(INCIDENT));
  }

  @Test
  void withoutAKeyThereIsNoLinkAndNothingIsTold() {
    AcknowledgeLinks without = links("");

    assertThat(without.acknowledge(INCIDENT, "technical-lead", NOW)).isEmpty();
    assertThat(without.check("a.b.c.d", NOW)).isEmpty();
  }

  private String token(String person) {
    Optional<URI> link = links.acknowledge(INCIDENT, person, NOW);
    return link.orElseThrow().toString().substring((CONSOLE + AcknowledgeLinks.PATH).length());
  }

  private Checked check(String token) {
    return links.check(token, NOW).orElseThrow();
  }
}
