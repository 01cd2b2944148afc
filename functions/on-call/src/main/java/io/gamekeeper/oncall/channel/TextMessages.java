package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.platform.Platform;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.MessageType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.PinpointSmsVoiceV2Exception;

/**
 * Text messages by AWS End User Messaging: what it is, how bad, since when and where to look.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html">SendTextMessage</a>
 */
final class TextMessages implements Messenger {
  /** Two parts of an SMS in its own alphabet have 306 characters. */
  static final int LONGEST_TEXT = 300;

  private static final int LONGEST_TITLE = 100;

  /** A longer address leaves no room for anything else. */
  private static final int LONGEST_ADDRESS = 160;

  private final Platform platform;
  private final String number;
  private final AwsSending sending;

  /**
   * Creates the channel.
   *
   * @param number ARN of the number that texts come from
   */
  TextMessages(Platform platform, String number) {
    this.platform = platform;
    this.number = number;
    this.sending =
        new AwsSending("The SMS service", PinpointSmsVoiceV2Exception.class, platform.clock());
  }

  @Override
  public Result send(String contact, Notification notification) {
    return Contacts.checked(
        Channel.SMS,
        contact,
        () -> {
          String text = text(Wording.of(notification), notification.console().toString());
          return sending.send(
              () ->
                  platform
                      .client(PinpointSmsVoiceV2Client.class)
                      .sendTextMessage(
                          request ->
                              request
                                  .destinationPhoneNumber(contact)
                                  .originationIdentity(number)
                                  .messageType(MessageType.TRANSACTIONAL)
                                  .messageBody(text)
                                  .overrideConfiguration(AwsSending::once))
                      .messageId());
        });
  }

  private static String text(Wording wording, String console) {
    String address = wording.where().toString();
    Wording.Part part = wording.first();
    String before = Markup.SMS.fit(wording.title(), LONGEST_TITLE) + ".";
    String after =
        " %s %s. %s"
            .formatted(
                part.over() ? "Resolved" : "Since",
                part.since(),
                address.length() > LONGEST_ADDRESS ? console : address);
    int room = LONGEST_TEXT - before.length() - after.length() - 1;
    String impact = part.meaning().isEmpty() ? "" : Markup.SMS.fit(part.meaning(), room);
    return before + (impact.isEmpty() ? "" : " " + impact) + after;
  }
}
