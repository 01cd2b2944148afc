package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.platform.testing.FakePlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.TooManyRequestsException;

/** What the SDK makes of a call, against a server of our own. */
final class AwsSendingTest {
  private final FakePlatform platform = new FakePlatform();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private SesV2Client client;
  private int status = 200;
  private String body = "{\"MessageId\":\"mail-1\"}";
  private String error = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/email/outbound-emails",
        exchange -> {
          requests.add(
              Outside.json(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          if (!error.isEmpty()) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", error);
            exchange.getResponseHeaders().add("Retry-After", "7");
          }
          byte[] answer = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    client =
        SesV2Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "hush")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    platform.clients.put(SesV2Client.class, client);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void aMailGoesOutAsSesTakesIt() {
    assertThat(send()).isEqualTo(new Accepted("mail-1"));

    JsonNode request = requests.getFirst();
    assertThat(request.path("FromEmailAddress").asText()).isEqualTo("on-call@example.com");
    assertThat(request.path("Destination").path("ToAddresses"))
        .isEqualTo(Outside.json("[\"ada@example.com\"]"));
    JsonNode mail = request.path("Content").path("Simple");
    assertThat(mail.path("Subject").path("Data").asText())
        .isEqualTo("[CRITICAL] ServerDown in prod");
    assertThat(mail.path("Body").path("Html").path("Charset").asText()).isEqualTo("UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalServiceErrorException",
    "503, ServiceUnavailable",
    "429, TooManyRequestsException",
    "400, ThrottlingException"
  })
  void whatPassesIsAFailureAfterOneCallAndSaysHowLongToWait(int answered, String code) {
    status = answered;
    error = code;
    body = "{\"message\":\"Sorry.\"}";

    Result result = send();

    assertThat(requests).hasSize(1);
    assertThat(result)
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.why()).startsWith("SES answered " + code);
              assertThat(failed.after()).hasValue(Duration.ofSeconds(7));
            });
  }

  @Test
  void whatStaysIsARefusalWithTheServicesWords() {
    status = 400;
    error = "MessageRejected";
    body = "{\"message\":\"Email address\\n is not verified.\"}";

    assertThat(send())
        .isEqualTo(new Refused("SES answered MessageRejected: Email address is not verified."));
  }

  @Test
  void anErrorThatMayQuoteTheSignedRequestIsNotQuoted() {
    status = 403;
    error = "InvalidSignatureException";
    body = "{\"message\":\"The canonical string should have been x-amz-security-token:hush\"}";

    assertThat(send()).isEqualTo(new Refused("SES answered InvalidSignatureException"));
  }

  @Test
  void whatDoesNotAnswerIsAFailure() {
    AwsSending sending = new AwsSending("SES", SesV2Exception.class, platform.clock());

    assertThat(
            sending.send(
                () -> {
                  throw ApiCallTimeoutException.create(3000);
                }))
        .isEqualTo(new Failed("SES did not answer within 3 s", Optional.empty()));
    assertThat(
            sending.send(
                () -> {
                  throw SdkClientException.create("hush");
                }))
        .isEqualTo(new Failed("SES cannot be reached", Optional.empty()));
  }

  @Test
  void anErrorWithoutDetailsHasItsStatus() {
    AwsSending sending = new AwsSending("SES", SesV2Exception.class, platform.clock());

    assertThat(
            sending.send(
                () -> {
                  throw TooManyRequestsException.builder().statusCode(429).build();
                }))
        .isEqualTo(new Failed("SES answered status 429", Optional.empty()));
  }

  /** Checks a request's own limits. */
  static void isTriedOnceWithinThreeSeconds(AwsRequestOverrideConfiguration override) {
    assertThat(override.apiCallTimeout()).hasValue(Duration.ofSeconds(3));
    assertThat(override.apiCallAttemptTimeout()).hasValue(Duration.ofSeconds(3));
    assertThat(override.plugins()).hasSize(1);
  }

  /** Returns an error as the SDK builds it. */
  static AwsServiceException error(
      AwsServiceException.Builder builder, int status, String code, String message) {
    return builder
        .statusCode(status)
        .message(message)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Service")
                .errorCode(code)
                .errorMessage(message)
                .build())
        .build();
  }

  private Result send() {
    return new SesMail(platform, "on-call@example.com").send("ada@example.com", Told.serverDown());
  }
}
