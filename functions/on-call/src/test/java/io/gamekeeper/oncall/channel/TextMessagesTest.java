package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.message.Notification;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ConflictException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.MessageType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ThrottlingException;

final class TextMessagesTest {
  private static final String NUMBER = "+12025550101";

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void aTextSaysWhatHowBadSinceWhenAndWhereToLook() {
    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("text-1"));

    SendTextMessageRequest request = outside.texts.getFirst();
    assertThat(request.destinationPhoneNumber()).isEqualTo(NUMBER);
    assertThat(request.originationIdentity()).isEqualTo(Outside.NUMBER);
    assertThat(request.messageType()).isEqualTo(MessageType.TRANSACTIONAL);
    assertThat(request.messageBody())
        .isEqualTo(
            "[CRITICAL] ServerDown in prod. "
                + Told.MEANING
                + " Since 2026-11-21T09:48:00Z. https://console.example.com/#/runbooks/ServerDown");
    assertThat(request.overrideConfiguration())
        .hasValueSatisfying(AwsSendingTest::isTriedOnceWithinThreeSeconds);
  }

  @Test
  void aTextSaysThatItIsOver() {
    send(
        Told.notification(
            List.of(), List.of(Told.alert("ServerDown", "high", State.RESOLVED, "", ""))));

    assertThat(outside.texts.getFirst().messageBody())
        .isEqualTo(
            "[RESOLVED] ServerDown in prod. Resolved 2026-11-21T09:48:00Z."
                + " https://console.example.com/#/dashboards/gamekeeper-prod-Fleet");
  }

  @ParameterizedTest
  @ValueSource(strings = {Told.HOSTILE, "警报", "\uD83D\uDD25", "a", "a b "})
  void aTextHasAtMost300CharactersAndStillSaysWhereToLook(String piece) {
    send(Told.hostile(13, piece));

    assertThat(outside.texts.getFirst().messageBody())
        .hasSizeLessThanOrEqualTo(300)
        .hasSizeGreaterThan(200)
        .startsWith("[CRITICAL] ")
        .contains(" Since 2026-11-21T10:00:00Z. ")
        .containsPattern(" https://console\\.example\\.com/(#/runbooks)?$")
        .doesNotContainPattern("[\\p{Cc}\\p{Cs}]");
  }

  @Test
  void anErrorIsAFailureIfItPasses() {
    outside.failure =
        AwsSendingTest.error(
            ThrottlingException.builder(), 429, "ThrottlingException", "Slow down.");
    assertThat(send(Told.serverDown()))
        .isEqualTo(
            new Failed(
                "The SMS service answered ThrottlingException: Slow down.", Optional.empty()));

    outside.failure =
        AwsSendingTest.error(ConflictException.builder(), 409, "ConflictException", "Opted out.");
    assertThat(send(Told.serverDown()))
        .isEqualTo(new Refused("The SMS service answered ConflictException: Opted out."));
  }

  @Test
  void nothingIsSentToWhatIsNoNumber() {
    assertThat(outside.messenger(Channel.SMS).send("112", Told.serverDown()))
        .isEqualTo(new Refused("the contact is not a quoted number such as \"+12025550101\""));
    assertThat(outside.texts).isEmpty();
  }

  private Result send(Notification notification) {
    return outside.messenger(Channel.SMS).send(NUMBER, notification);
  }
}
