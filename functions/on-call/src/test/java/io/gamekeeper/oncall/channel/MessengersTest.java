package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.platform.testing.FakePlatform;
import org.junit.jupiter.api.Test;

final class MessengersTest {

  @Test
  void everyChannelHasAMessengerAndNothingIsAskedForBeforeItIsNeeded() {
    FakePlatform platform = new FakePlatform();

    assertThat(
            Messengers.of(
                platform,
                new MessengerEnvironment("secret", "identity", "a@example.com", "number"),
                new MessengerKeys(platform, "secret")))
        .containsOnlyKeys(Channel.values());
  }
}
