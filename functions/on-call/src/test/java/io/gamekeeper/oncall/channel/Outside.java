package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendTextMessageResponse;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageRequest;
import software.amazon.awssdk.services.pinpointsmsvoicev2.model.SendVoiceMessageResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailResponse;

/** Everything outside of the messengers; what goes wrong there, a test says. */
final class Outside implements AutoCloseable {
  static final String SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:messengers";
  static final String NUMBER = "arn:aws:sms-voice:eu-central-1:123456789012:phone-number/1";
  static final String BOT_TOKEN = "xoxb-1-hush";
  static final String NEW_BOT_TOKEN = "xoxb-2-hush";
  static final String CORP = "wwcorp";
  static final String APP_SECRET = "app+hush/=&1";
  static final String HEARTBEAT = "https://watcher.example.com/hush-4711";

  private static final ObjectMapper JSON = new ObjectMapper();

  final FakePlatform platform = new FakePlatform();
  final List<Request> requests = platform.requests;
  final List<Duration> timeouts = new ArrayList<>();
  final List<SendEmailRequest> mails = new ArrayList<>();
  final List<SendTextMessageRequest> texts = new ArrayList<>();
  final List<SendVoiceMessageRequest> calls = new ArrayList<>();
  final Map<String, Object> secret = new LinkedHashMap<>();
  final MessengerKeys keys = new MessengerKeys(platform, SECRET);
  @Nullable String document;
  @Nullable RuntimeException failure;
  boolean secretDown;
  int secretReads;

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final Output output = new Output();
  private final Map<Channel, Messenger> messengers =
      Messengers.of(
          platform,
          new MessengerEnvironment(SECRET, "arn:identity", "on-call@example.com", NUMBER),
          keys);

  private interface Answer {
    Response to(Request request, Duration timeout) throws IOException;
  }

  Outside() {
    platform.time.set(Told.AT);
    secret.put(MessengerCredentials.SLACK_BOT_TOKEN, BOT_TOKEN);
    secret.put(MessengerCredentials.WECOM_CORP_ID, CORP);
    secret.put(MessengerCredentials.WECOM_AGENT_ID, "1000002");
    secret.put(MessengerCredentials.WECOM_SECRET, APP_SECRET);
    secret.put(MessengerCredentials.HEARTBEAT_URL, HEARTBEAT);
    platform.clients.put(SecretsManagerClient.class, new Secrets());
    platform.clients.put(SesV2Client.class, new Mails());
    platform.clients.put(PinpointSmsVoiceV2Client.class, new Numbers());
    platform.web =
        (request, timeout) -> {
          timeouts.add(timeout);
          return Objects.requireNonNull(answers.poll(), "one request too many")
              .to(request, timeout);
        };
  }

  Messenger messenger(Channel channel) {
    return Objects.requireNonNull(messengers.get(channel));
  }

  /** Lets the next request be answered so. */
  void answer(int status, String body) {
    answer(new Response(status, body));
  }

  void answer(Response response) {
    answers.add((request, timeout) -> response);
  }

  /** Lets the next request fail with a message that quotes it, as those of clients do. */
  void fail() {
    answers.add(
        (request, timeout) -> {
          throw new IOException("no answer to " + request);
        });
  }

  /** Lets the next request wait as long as it may. */
  void beSlow() {
    answers.add(
        (request, timeout) -> {
          platform.time.advance(timeout);
          throw new HttpTimeoutException("no answer to " + request);
        });
  }

  /** Lets the next request take that long. */
  void answerAfter(Duration time, int status, String body) {
    answers.add(
        (request, timeout) -> {
          platform.time.advance(time);
          return new Response(status, body);
        });
  }

  static JsonNode json(@Nullable String text) {
    try {
      return JSON.readTree(Objects.requireNonNull(text));
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** Checks that neither a result nor a log says a key. */
  void assertNothingLeaks(Object result) {
    assertThat(result + String.join("\n", output.lines()))
        .doesNotContain("hush")
        .doesNotContain("Bearer")
        .doesNotContain("access_token");
  }

  List<String> log() {
    return output.lines();
  }

  @Override
  public void close() {
    output.close();
    assertThat(answers).as("answers that nobody asked for").isEmpty();
  }

  private void mayFail() {
    if (failure != null) {
      throw failure;
    }
  }

  private final class Secrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      secretReads++;
      assertThat(request.secretId()).isEqualTo(SECRET);
      if (secretDown) {
        throw SdkClientException.create("no answer");
      }
      try {
        return GetSecretValueResponse.builder()
            .secretString(document == null ? JSON.writeValueAsString(secret) : document)
            .build();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String serviceName() {
      return "secretsmanager";
    }

    @Override
    public void close() {}
  }

  private final class Mails implements SesV2Client {
    @Override
    public SendEmailResponse sendEmail(SendEmailRequest request) {
      mails.add(request);
      mayFail();
      return SendEmailResponse.builder().messageId("mail-1").build();
    }

    @Override
    public String serviceName() {
      return "ses";
    }

    @Override
    public void close() {}
  }

  private final class Numbers implements PinpointSmsVoiceV2Client {
    @Override
    public SendTextMessageResponse sendTextMessage(SendTextMessageRequest request) {
      texts.add(request);
      mayFail();
      return SendTextMessageResponse.builder().messageId("text-1").build();
    }

    @Override
    public SendVoiceMessageResponse sendVoiceMessage(SendVoiceMessageRequest request) {
      calls.add(request);
      mayFail();
      return SendVoiceMessageResponse.builder().messageId("call-1").build();
    }

    @Override
    public String serviceName() {
      return "sms-voice";
    }

    @Override
    public void close() {}
  }
}
