package io.gamekeeper.local.aws.smsvoice;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import java.util.List;

/**
 * AWS End User Messaging SMS, out of its sandbox. Each number that the account has can text and
 * call, whatever the country of the person.
 */
public final class EndUserMessaging implements StageService {
  private final PhoneNumbers numbers = new PhoneNumbers();
  private final PhoneMessages messages;

  public EndUserMessaging(Ground ground, Channels channels) {
    this.messages =
        new PhoneMessages(
            numbers, channels.line(Channel.SMS), channels.line(Channel.PHONE), ground.ids());
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(messages.service());
  }

  /** Returns the numbers that the account has. */
  public PhoneNumbers numbers() {
    return numbers;
  }
}
