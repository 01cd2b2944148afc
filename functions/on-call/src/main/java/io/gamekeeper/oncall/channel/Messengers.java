package io.gamekeeper.oncall.channel;

import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.platform.Platform;
import java.util.EnumMap;
import java.util.Map;

/** The messengers of all channels. */
public final class Messengers {
  private Messengers() {}

  /**
   * Returns a messenger for each channel; they keep tokens, so create them once.
   *
   * @param keys which others may use too
   */
  public static Map<Channel, Messenger> of(
      Platform platform, MessengerEnvironment environment, MessengerKeys keys) {
    Map<Channel, Messenger> messengers = new EnumMap<>(Channel.class);
    for (Channel channel : Channel.values()) {
      messengers.put(
          channel,
          switch (channel) {
            case MAIL -> new SesMail(platform, environment.mailSender());
            case SLACK -> new SlackMessages(platform, keys);
            case WECOM -> new WeComMessages(platform, keys);
            case PHONE -> new PhoneCalls(platform, environment.phoneNumber());
            case SMS -> new TextMessages(platform, environment.phoneNumber());
          });
    }
    return Map.copyOf(messengers);
  }
}
