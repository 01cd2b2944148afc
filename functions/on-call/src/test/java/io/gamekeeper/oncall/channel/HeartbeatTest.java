package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.platform.WebClient.Request;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeartbeatTest {
  private final Outside outside = new Outside();
  private final Heartbeat heartbeat = new Heartbeat(outside.platform, outside.keys);

  @AfterEach
  void close() {
    outside.assertNothingLeaks("");
    outside.close();
  }

  @Test
  void aSignOfLifeIsARequestThatTheWatcherAccepts() {
    outside.answer(200, "OK");

    assertThat(heartbeat.beat()).isTrue();

    assertThat(outside.requests).extracting(Request::method).containsExactly("GET");
    assertThat(outside.requests.getFirst().uri()).hasToString(Outside.HEARTBEAT);
    assertThat(outside.timeouts).containsExactly(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 500})
  void aSignOfLifeThatIsNotAcceptedIsLogged(int status) {
    outside.answer(status, "");

    assertThat(heartbeat.beat()).isFalse();
    assertThat(outside.log()).anyMatch(line -> line.contains("status " + status));
  }

  @Test
  void aReplacedAddressIsReadWhenTheOldOneIsNotKnown() {
    outside.answer(200, "OK");
    heartbeat.beat();
    outside.secret.put(MessengerCredentials.HEARTBEAT_URL, "https://watcher.example.com/hush-2");
    outside.platform.time.advance(Duration.ofMinutes(1));
    outside.answer(404, "");
    outside.answer(204, "");

    assertThat(heartbeat.beat()).isFalse();
    assertThat(heartbeat.beat()).isTrue();

    assertThat(outside.requests.getLast().uri()).hasToString("https://watcher.example.com/hush-2");
  }

  @Test
  void troubleWithTheNetworkOrTheSecretIsLoggedAndNotThrown() {
    outside.fail();
    outside.beSlow();
    assertThat(heartbeat.beat()).isFalse();
    assertThat(heartbeat.beat()).isFalse();
    assertThat(outside.log()).anyMatch(line -> line.contains("HttpTimeoutException"));

    outside.secretDown = true;
    Heartbeat other =
        new Heartbeat(outside.platform, new MessengerKeys(outside.platform, Outside.SECRET));

    assertThat(other.beat()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://watcher.example.com/hush",
        "https:///hush",
        "https://watcher.example.com:80800/hush",
        "hush",
        "https://watcher.example.com/{hush}",
        "file:///hush"
      })
  void onlyAnHttpsAddressIsAsked(String address) {
    outside.secret.put(MessengerCredentials.HEARTBEAT_URL, address);

    assertThat(heartbeat.beat()).isFalse();

    assertThat(outside.requests).isEmpty();
    assertThat(outside.log()).anyMatch(line -> line.contains("heartbeatUrl is not an https"));
  }

  @Test
  void withoutAWatcherNothingIsSent() {
    outside.secret.put(MessengerCredentials.HEARTBEAT_URL, "");

    assertThat(heartbeat.beat()).isFalse();
    assertThat(outside.requests).isEmpty();
    assertThat(outside.log()).isEmpty();
  }
}
