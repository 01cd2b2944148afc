package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.PinpointSmsVoiceV2Exception;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceMessageBodyTextType;

/**
 * Calls by AWS End User Messaging. A voice says what it is, how bad, for how long and what to do,
 * and says it again for those who have just woken up.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html">SendVoiceMessage</a>
 */
final class PhoneCalls implements Messenger {
  /** The service takes 6000 characters; nobody listens to more than half a minute. */
  private static final int LONGEST_IMPACT = 300;

  /** Where the words of a name meet: {@code ServerDown}, {@code DeadLetters-FailedRebuilds}. */
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[-_]+");

  private final Platform platform;
  private final String number;
  private final AwsSending sending;

  /**
   * Creates the channel.
   *
   * @param number ARN of the number that calls come from
   */
  PhoneCalls(Platform platform, String number) {
    this.platform = platform;
    this.number = number;
    this.sending =
        new AwsSending("The voice service", PinpointSmsVoiceV2Exception.class, platform.clock());
  }

  @Override
  public Result send(String contact, Notification notification) {
    return Contacts.checked(
        Channel.PHONE,
        contact,
        () -> {
          String speech = speech(Wording.of(notification));
          return sending.send(
              () ->
                  platform
                      .client(PinpointSmsVoiceV2Client.class)
                      .sendVoiceMessage(
                          request ->
                              request
                                  .destinationPhoneNumber(contact)
                                  .originationIdentity(number)
                                  .messageBody(speech)
                                  .messageBodyTextType(VoiceMessageBodyTextType.SSML)
                                  .overrideConfiguration(AwsSending::once))
                      .messageId());
        });
  }

  private static String speech(Wording wording) {
    String message = message(wording);
    return "<speak>%s<break time=\"1s\"/>Again: %s</speak>".formatted(message, message);
  }

  private static String message(Wording wording) {
    Wording.Part part = wording.first();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%s: %s"
            .formatted(
                wording.over() ? "An alarm is over" : capitalised(wording.status()) + " alarm",
                words(wording.subject())));
    if (!wording.over()) {
      if (!part.meaning().isEmpty()) {
        sentences.add(Markup.SPEECH.fit(part.meaning(), LONGEST_IMPACT));
      }
      sentences.add("It has lasted for " + part.spokenSpan());
    }
    wording.step().ifPresent(step -> sentences.add(words(step.label())));
    StringBuilder message = new StringBuilder();
    for (String sentence : sentences) {
      message.append("<s>").append(sentence).append("</s>");
    }
    return message.toString();
  }

  private static String words(String text) {
    return Markup.SPEECH.write(WORDS.matcher(text).replaceAll(" "));
  }

  private static String capitalised(String word) {
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
  }
}
