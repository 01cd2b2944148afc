package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.message.Notification;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.InternalServerException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceMessageBodyTextType;

final class PhoneCallsTest {
  private static final String NUMBER = "+12025550101";

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void aVoiceSaysTwiceWhatIsWrongAndWhatToDo() {
    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("call-1"));

    SendVoiceMessageRequest request = outside.calls.getFirst();
    assertThat(request.destinationPhoneNumber()).isEqualTo(NUMBER);
    assertThat(request.originationIdentity()).isEqualTo(Outside.NUMBER);
    assertThat(request.messageBodyTextType()).isEqualTo(VoiceMessageBodyTextType.SSML);
    String message =
        "<s>Critical alarm: Server Down in prod</s><s>"
            + Told.MEANING
            + "</s><s>It has lasted for 12 minutes</s><s>Open runbook Server Down</s>";
    assertThat(request.messageBody())
        .isEqualTo("<speak>" + message + "<break time=\"1s\"/>Again: " + message + "</speak>");
    assertThat(request.overrideConfiguration())
        .hasValueSatisfying(AwsSendingTest::isTriedOnceWithinThreeSeconds);
  }

  @Test
  void aVoiceSaysThatItIsOver() {
    send(Told.recovered());

    assertThat(outside.calls.getFirst().messageBody())
        .startsWith("<speak><s>An alarm is over: Server Down in prod</s><break ");
  }

  @Test
  void whatIsNotKnownIsNotSaid() {
    send(
        Told.notification(
            List.of(Told.bare("DeadLetters-FailedRebuilds", Told.AT, Map.of("severity", "medium"))),
            List.of()));

    assertThat(outside.calls.getFirst().messageBody())
        .startsWith(
            "<speak><s>Medium alarm: Dead Letters Failed Rebuilds in prod</s>"
                + "<s>It has lasted for 0 seconds</s><s>Open alarm Dead Letters Failed"
                + " Rebuilds</s><break");
  }

  @ParameterizedTest
  @ValueSource(strings = {Told.HOSTILE, "<", "&", "警报", "\uD83D\uDD25", "</s></speak>", "\uFFFF"})
  void aCallIsSsmlWithinTheServicesLimitWhateverAlarmsSay(String piece)
      throws ParserConfigurationException, IOException, SAXException {
    send(Told.hostile(13, piece));

    String speech = outside.calls.getFirst().messageBody();
    assertThat(speech).hasSizeLessThan(6000);
    Element speak =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(speech)))
            .getDocumentElement();
    assertThat(speak.getTagName()).isEqualTo("speak");
    NodeList elements = speak.getElementsByTagName("*");
    for (int index = 0; index < elements.getLength(); index++) {
      assertThat(elements.item(index).getNodeName()).isIn("s", "break");
    }
  }

  @Test
  void aFaultOfTheServiceIsAFailure() {
    outside.failure =
        AwsSendingTest.error(
            InternalServerException.builder(), 500, "InternalServerException", "Sorry.");

    assertThat(send(Told.serverDown()))
        .isEqualTo(
            new Failed(
                "The voice service answered InternalServerException: Sorry.", Optional.empty()));
  }

  @Test
  void nobodyIsCalledAtWhatIsNoNumber() {
    assertThat(outside.messenger(Channel.PHONE).send("0123", Told.serverDown()))
        .isInstanceOf(Refused.class);
    assertThat(outside.calls).isEmpty();
  }

  private Result send(Notification notification) {
    return outside.messenger(Channel.PHONE).send(NUMBER, notification);
  }
}
