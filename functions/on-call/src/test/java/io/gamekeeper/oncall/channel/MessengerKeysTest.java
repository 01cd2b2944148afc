package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.channel.MessengerKeys.Done;
import io.gamekeeper.oncall.channel.MessengerKeys.NotAccepted;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.secret.CachedSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessengerKeysTest {
  private static final String TOKEN = MessengerCredentials.SLACK_BOT_TOKEN;
  private static final Refused NOT_SET =
      new Refused("slackBotToken is not set in the secret " + Outside.SECRET);

  private final Outside outside = new Outside();
  private final List<String> tried = new ArrayList<>();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void theSecretIsReadOnceInFiveMinutes() {
    assertThat(outside.secretReads).isZero();
    use();
    outside.platform.time.advance(Duration.ofMinutes(5).minusMillis(1));
    use();
    assertThat(outside.secretReads).isEqualTo(1);

    outside.secret.put(TOKEN, "new");
    outside.platform.time.advance(Duration.ofMillis(1));
    use();

    assertThat(outside.secretReads).isEqualTo(2);
    assertThat(tried).containsExactly(Outside.BOT_TOKEN, Outside.BOT_TOKEN, "new");
  }

  @Test
  void whatIsMissingIsARefusalThatNamesItAndTheSecret() {
    outside.secret.remove(TOKEN);

    assertThat(use()).isEqualTo(NOT_SET);
    assertThat(tried).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void whatIsEmptyIsMissing(String empty) {
    outside.secret.put(TOKEN, empty);

    assertThat(use()).isEqualTo(NOT_SET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "xoxb-hush", "{\"slackBotToken\":{}}", "{}"})
  void aSecretOfAnotherShapeHasNoMembers(String document) {
    outside.document = document;

    Result result = use();

    assertThat(result).isEqualTo(NOT_SET);
    outside.assertNothingLeaks(result);
  }

  @Test
  void aNumberIsTakenAsTextAndWhiteSpaceAroundAKeyIsLeftOut() {
    outside.secret.put(TOKEN, 1000002);
    use();
    outside.secret.put(TOKEN, "  xoxb \n");
    outside.platform.time.advance(CachedSecret.FRESH);
    use();

    assertThat(tried).containsExactly("1000002", "xoxb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush hush", "hush\r\nX-Header: 1", "hüsh"})
  void aKeyThatNoHeaderTakesIsARefusalThatDoesNotQuoteIt(String key) {
    outside.secret.put(TOKEN, key);

    Result result = use();

    assertThat(result)
        .isEqualTo(
            new Refused(
                "slackBotToken in the secret "
                    + Outside.SECRET
                    + " has characters that no key has"));
    outside.assertNothingLeaks(result);
  }

  @Test
  void aSecretThatCannotBeReadIsAFailureAndIsTriedAgainAfterAPause() {
    outside.secretDown = true;
    Failed failed =
        new Failed("the secret " + Outside.SECRET + " cannot be read", Optional.empty());

    assertThat(use()).isEqualTo(failed);
    outside.platform.time.advance(Duration.ofSeconds(10).minusMillis(1));
    assertThat(use()).isEqualTo(failed);
    assertThat(outside.secretReads).isEqualTo(1);

    outside.secretDown = false;
    outside.platform.time.advance(Duration.ofMillis(1));

    assertThat(use()).isEqualTo(new Accepted("1"));
    assertThat(outside.log()).anyMatch(line -> line.contains("cannot be read"));
  }

  @Test
  void theLastKeysStayWhileTheSecretCannotBeRead() {
    use();
    outside.secretDown = true;
    outside.platform.time.advance(Duration.ofHours(2));

    assertThat(use()).isEqualTo(new Accepted("1"));
    assertThat(outside.secretReads).isEqualTo(2);
  }

  @Test
  void keysThatAreNotAcceptedAreReadAgainAndTriedOnceMore() {
    use();
    outside.secret.put(TOKEN, "new");
    outside.platform.time.advance(Duration.ofSeconds(10));

    assertThat(use(Outside.BOT_TOKEN)).isEqualTo(new Accepted("1"));

    assertThat(tried).containsExactly(Outside.BOT_TOKEN, Outside.BOT_TOKEN, "new");
  }

  @Test
  void renewedKeysThatAreNotAcceptedEitherAreARefusal() {
    use();
    outside.secret.put(TOKEN, "new");
    outside.platform.time.advance(Duration.ofSeconds(10));

    assertThat(use(Outside.BOT_TOKEN, "new")).isEqualTo(new Refused("not accepted"));
    assertThat(tried).hasSize(3);
  }

  @Test
  void keysThatWereNotReplacedAreNotTriedAgain() {
    use();
    outside.platform.time.advance(Duration.ofSeconds(10));

    assertThat(use(Outside.BOT_TOKEN)).isEqualTo(new Refused("not accepted"));

    assertThat(tried).hasSize(2);
    assertThat(outside.secretReads).isEqualTo(2);
  }

  @Test
  void keysAreNotReadAgainMoreOftenThanEachTenSeconds() {
    use();
    outside.secret.put(TOKEN, "new");
    outside.platform.time.advance(Duration.ofSeconds(10).minusMillis(1));

    assertThat(use(Outside.BOT_TOKEN)).isEqualTo(new Refused("not accepted"));
    assertThat(outside.secretReads).isEqualTo(1);
  }

  @Test
  void aKeyThatWasTakenAwayIsMissing() {
    use();
    outside.secret.remove(TOKEN);
    outside.platform.time.advance(Duration.ofSeconds(10));

    assertThat(use(Outside.BOT_TOKEN)).isEqualTo(NOT_SET);
  }

  /** Tries the token at a service that does not accept some. */
  private Result use(String... notAccepted) {
    return outside.keys.with(
        List.of(TOKEN),
        keys -> {
          String token = keys.get(TOKEN);
          tried.add(token);
          return Arrays.asList(notAccepted).contains(token)
              ? new NotAccepted("not accepted")
              : new Done(new Accepted("1"));
        });
  }
}
