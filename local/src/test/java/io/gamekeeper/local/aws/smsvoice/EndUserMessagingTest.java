package io.gamekeeper.local.aws.smsvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.Callers;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.inbox.Fault;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.VirtualTime;
import java.net.ConnectException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.AccessDeniedException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.InternalServerException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.MessageType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ResourceType;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ThrottlingException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ValidationException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.ValidationExceptionField;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceId;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.VoiceMessageBodyTextType;

final class EndUserMessagingTest {
  private static final String ID = "phone-0123abcd";
  private static final String NUMBER =
      "arn:aws:sms-voice:eu-central-1:000000000000:phone-number/" + ID;
  private static final String OTHER =
      "arn:aws:sms-voice:eu-central-1:000000000000:phone-number/phone-other";

  private final LedTime led = new LedTime();
  private final VirtualTime time = new VirtualTime();
  private final Channels channels =
      new Channels(new StageTime(time, time::advance, new Random(17)));
  private final EndUserMessaging service =
      new Services(led.ground()).add(new EndUserMessaging(led.ground(), channels));
  private final PinpointSmsVoiceV2Client client = client("sms-voice:*", "*");

  EndUserMessagingTest() {
    service.numbers().acquire(NUMBER);
  }

  @AfterEach
  void close() {
    led.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {NUMBER, ID})
  void aTextMessageArrives(String from) {
    String id = text(request -> request.originationIdentity(from));

    assertThat(id).isNotEmpty();
    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.SMS,
                "+12025550101",
                VirtualTime.START,
                "It <burns> & smokes",
                "It <burns> & smokes\nhttps://console.example/a",
                List.of("https://console.example/a")));
  }

  @Test
  void aCallSpeaksAText() {
    call(request -> request.messageBody("It <burns>. Press nothing."));

    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.PHONE,
                "+12025550101",
                VirtualTime.START,
                "It <burns>. Press nothing.",
                "It <burns>. Press nothing.",
                List.of()));
  }

  @Test
  void aCallSpeaksMarkupWithoutItsTags() {
    ssml(
        "<speak><p>It <emphasis level=\"strong\">burns</emphasis>!</p><p>A &lt;break/&gt; &amp; b</p>"
            + "<break time=\"1s\"/>Bye<!-- no --></speak>");

    assertThat(channels.inbox().all().getFirst().text()).isEqualTo("It burns! A <break/> & b Bye");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<speak>It burns & smokes</speak>",
        "It burns",
        "<p>It burns</p>",
        "<speak><script>x</script></speak>",
        "<!DOCTYPE speak [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><speak>&x;</speak>"
      })
  void markupThatCannotBeSpokenIsRefused(String body) {
    assertInvalid("MessageBody", () -> ssml(body));
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void bodiesAreAsLongAsTheServiceAllows() {
    text(request -> request.messageBody("x".repeat(1600)));
    call(request -> request.messageBody("x".repeat(3000)));
    ssml("<speak>" + "x".repeat(6000 - "<speak></speak>".length()) + "</speak>");
    assertThat(channels.inbox().all()).hasSize(3);

    assertInvalid("MessageBody", () -> text(request -> request.messageBody("x".repeat(1601))));
    assertInvalid("MessageBody", () -> call(request -> request.messageBody("x".repeat(3001))));
    assertInvalid(
        "MessageBody",
        () -> ssml("<speak>" + "x".repeat(6001 - "<speak></speak>".length()) + "</speak>"));
    assertInvalid("MessageBody", () -> text(request -> request.messageBody(" ")));
    assertInvalid("MessageBody", () -> call(request -> request.messageBody(null)));
    assertThat(channels.inbox().all()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+0123456", "0049123456", "+1 202 555 0101", "ann", "+12025550101x", "+"})
  void aNumberHasTheFormOfE164(String number) {
    assertInvalid(
        "DestinationPhoneNumber", () -> text(request -> request.destinationPhoneNumber(number)));
    assertInvalid(
        "DestinationPhoneNumber", () -> call(request -> request.destinationPhoneNumber(number)));
  }

  @Test
  void kindsThatTheServiceDoesNotKnowAreRefused() {
    assertInvalid("MessageType", () -> text(request -> request.messageType("URGENT")));
    assertInvalid("VoiceId", () -> call(request -> request.voiceId("HAL")));
    assertInvalid(
        "MessageBodyTextType", () -> call(request -> request.messageBodyTextType("MARKDOWN")));
    assertThatThrownBy(() -> text(request -> request.destinationPhoneNumber(null)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("DestinationPhoneNumber");
    assertThatThrownBy(() -> call(request -> request.originationIdentity(null)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("OriginationIdentity");
    assertThatThrownBy(() -> text(request -> request.originationIdentity(null)))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void onlyNumbersOfTheAccountCallAndText() {
    ResourceNotFoundException unknown =
        catchThrowableOfType(
            ResourceNotFoundException.class,
            () -> text(request -> request.originationIdentity(OTHER)));
    assertThat(unknown.resourceType()).isEqualTo(ResourceType.PHONE_NUMBER);
    assertThat(unknown.resourceId()).isEqualTo(OTHER);
    assertThat(unknown.awsErrorDetails().errorCode()).isEqualTo("ResourceNotFoundException");
    assertThatThrownBy(() -> call(request -> request.originationIdentity("phone-other")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> text(request -> request.configurationSetName("main")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> service.numbers().acquire("+12025550100"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("phone-number/ID");
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void theRoleNeedsTheNumber() {
    PinpointSmsVoiceV2Client texting = client("sms-voice:SendTextMessage", NUMBER);

    texting.sendTextMessage(textMessage(request -> request.originationIdentity(ID)));
    assertThatThrownBy(() -> texting.sendVoiceMessage(voiceMessage(request -> {})))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("sms-voice:SendVoiceMessage")
        .hasMessageContaining(NUMBER);
    assertThatThrownBy(
            () ->
                texting.sendTextMessage(textMessage(request -> request.originationIdentity(OTHER))))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(OTHER);
    assertThat(channels.inbox().all()).hasSize(1);
  }

  @Test
  void aDryRunReachesNobody() {
    text(request -> request.dryRun(true));
    call(request -> request.dryRun(true));

    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void callsAndTextsFailApart() {
    channels.disturb(Channel.PHONE, new Fault(Fault.State.DOWN, 0));
    assertThatThrownBy(() -> call(request -> {}))
        .isInstanceOf(SdkClientException.class)
        .hasCauseInstanceOf(ConnectException.class);
    text(request -> {});
    assertThat(channels.inbox().all()).hasSize(1);

    channels.disturb(Channel.SMS, new Fault(Fault.State.BUSY, 0));
    ThrottlingException busy =
        catchThrowableOfType(ThrottlingException.class, () -> text(request -> {}));
    assertThat(busy.isThrottlingException()).isTrue();

    channels.disturb(Channel.PHONE, new Fault(Fault.State.UP, 100));
    InternalServerException broken =
        catchThrowableOfType(InternalServerException.class, () -> call(request -> {}));
    assertThat(broken.statusCode()).isEqualTo(500);

    channels.disturb(Channel.PHONE, new Fault(Fault.State.SLOW, 0));
    call(request -> {});
    assertThat(channels.inbox().all().getLast().at())
        .isEqualTo(VirtualTime.START.plus(Line.SLOWNESS));
  }

  private static void assertInvalid(String member, Runnable request) {
    ValidationException invalid = catchThrowableOfType(ValidationException.class, request::run);
    assertThat(invalid).as(member).isNotNull();
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(invalid.fields()).extracting(ValidationExceptionField::name).containsExactly(member);
  }

  private String text(Consumer<SendTextMessageRequest.Builder> change) {
    return client.sendTextMessage(textMessage(change)).messageId();
  }

  private String call(Consumer<SendVoiceMessageRequest.Builder> change) {
    return client.sendVoiceMessage(voiceMessage(change)).messageId();
  }

  private void ssml(String body) {
    call(request -> request.messageBody(body).messageBodyTextType(VoiceMessageBodyTextType.SSML));
  }

  private static SendTextMessageRequest textMessage(
      Consumer<SendTextMessageRequest.Builder> change) {
    SendTextMessageRequest.Builder request =
        SendTextMessageRequest.builder()
            .destinationPhoneNumber("+12025550101")
            .originationIdentity(NUMBER)
            .messageType(MessageType.TRANSACTIONAL)
            .messageBody("It <burns> & smokes\nhttps://console.example/a");
    change.accept(request);
    return request.build();
  }

  private static SendVoiceMessageRequest voiceMessage(
      Consumer<SendVoiceMessageRequest.Builder> change) {
    SendVoiceMessageRequest.Builder request =
        SendVoiceMessageRequest.builder()
            .destinationPhoneNumber("+12025550101")
            .originationIdentity(NUMBER)
            .messageBodyTextType(VoiceMessageBodyTextType.TEXT)
            .voiceId(VoiceId.JOANNA)
            .messageBody("It burns");
    change.accept(request);
    return request.build();
  }

  private PinpointSmsVoiceV2Client client(String action, String resource) {
    return led.ground()
        .world()
        .client(Callers.allowed(action, resource), PinpointSmsVoiceV2Client.class);
  }
}
