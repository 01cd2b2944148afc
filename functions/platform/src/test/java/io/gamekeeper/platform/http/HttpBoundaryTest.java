package io.gamekeeper.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.FakeContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

final class HttpBoundaryTest {
  private static final String ROOT = "1-67891233-abcdef012345678912345678";
  private static final int LIMIT = 100;

  record Submit(long score, @Nullable String note) {}

  private Output output;
  private HttpBoundary boundary;
  private RuntimeException failure = new IllegalStateException("not set");

  @BeforeEach
  void start() {
    output = new Output();
    FakePlatform platform = new FakePlatform();
    platform.variables.putAll(new TelemetryEnvironment("scores", "Game/test", "INFO").toMap());
    TokenVerifier verifier =
        new TokenVerifier(
            new IdentityEnvironment("https://i.example", "game", "https://i.example/k"), platform);
    boundary =
        new HttpBoundary(
            new Telemetry(platform),
            Route.open("GET", "/healthz", call -> HttpResponse.ok(Map.of("status", "up"))),
            Route.open("POST", "/v1/boards/{board}/scores", this::submit),
            Route.open("GET", "/v1/boards/{board}", this::page),
            Route.open("GET", "/fails", call -> fail()),
            Route.forPlayers("GET", "/me", verifier, call -> HttpResponse.ok(call.player())));
  }

  @AfterEach
  void stop() {
    output.close();
  }

  private HttpResponse submit(Call call) {
    return call.request()
        .body(Submit.class, LIMIT)
        .answer(
            body ->
                HttpResponse.ok(Map.of("board", call.variable("board"), "score", body.score())));
  }

  private HttpResponse page(Call call) {
    return call.request()
        .queryInt("limit", 10, 1, 100)
        .answer(
            limit ->
                HttpResponse.ok(
                    Map.of(
                        "board", call.variable("board"),
                        "limit", limit,
                        "cursor", Objects.requireNonNullElse(call.request().query("cursor"), ""))));
  }

  private HttpResponse fail() {
    throw failure;
  }

  @Test
  void aDocumentIsAnsweredAsJsonThatNobodyStores() {
    ApplicationLoadBalancerResponseEvent response = serve(get("/healthz"));

    assertThat(response.getStatusCode()).isEqualTo(200);
    assertThat(response.getHeaders())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(response.getBody()).isEqualTo("{\"status\":\"up\"}");
    assertThat(response.getIsBase64Encoded()).isFalse();
  }

  @Test
  void pathAndQueryAreDecodedExactlyOnce() {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/a%2520b+c");
    event.setQueryStringParameters(Map.of("limit", "7", "cursor", "x%2By%C3%A4"));

    JsonNode body = json(serve(event));

    assertThat(body.get("board").asText()).isEqualTo("a%20b+c");
    assertThat(body.get("limit").asInt()).isEqualTo(7);
    assertThat(body.get("cursor").asText()).isEqualTo("x+yä");
  }

  @Test
  void multiValueParametersAndHeadersAreUnderstood() {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/b");
    event.setHeaders(null);
    event.setMultiValueHeaders(Map.of("x-amzn-trace-id", List.of("Root=" + ROOT)));
    event.setMultiValueQueryStringParameters(Map.of("limit", List.of("3", "0")));

    JsonNode problem = json(serve(event));

    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("instance").asText()).isEqualTo(ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%zz", "%C3", "%ff", "%C0%AF"})
  void whatIsNoPercentEncodedUtf8IsMalformed(String text) {
    ApplicationLoadBalancerRequestEvent query = get("/v1/boards/b");
    query.setQueryStringParameters(Map.of("cursor", text));

    assertThat(serve(get("/v1/boards/" + text)).getStatusCode()).isEqualTo(400);
    assertThat(serve(query).getStatusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "101",
        "-1",
        "1.5",
        "1e1",
        "",
        "x",
        "99999999999",
        "٣",
        "１０",
        "+5",
        " 5",
        "0x5"
      })
  void aLimitOutOfItsBoundsIsMalformed(String limit) {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/b");
    event.setQueryStringParameters(Map.of("limit", limit));

    assertThat(serve(event).getStatusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{}",
        "{\"score\":null}",
        "{\"score\":\"1\"}",
        "{\"score\":1.5}",
        "{\"score\":1.0}",
        "{\"score\":1e3}",
        "{\"score\":NaN}",
        "{\"score\":true}",
        "{\"score\":9223372036854775808}",
        "{\"score\":99999999999999999999999999999999999999999999999999}",
        "{\"score\":1,\"score\":2}",
        "{\"score\":1,\"extra\":2}",
        "{\"score\":1,\"note\":5}",
        "{\"score\":1,\"note\":[\"a\"]}",
        "{\"score\":1} {}",
        "{\"note\":\"a\"}",
      })
  void aBodyOfAnotherShapeIsMalformed(String body) {
    ApplicationLoadBalancerResponseEvent response = serve(post("application/json", body));

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(400);
    assertThat(response.getHeaders()).containsEntry("Content-Type", "application/problem+json");
  }

  @Test
  void deepNestingIsMalformedAndNotAnOverflow() {
    String body = "{\"score\":" + "[".repeat(45) + "]".repeat(45) + "}";

    assertThat(serve(post("application/json", body)).getStatusCode()).isEqualTo(400);
  }

  @Test
  void aRightBodyIsReadAlsoFromBase64() {
    ApplicationLoadBalancerRequestEvent event = post("application/json; charset=utf-8", "");
    event.setBody(
        Base64.getEncoder().encodeToString("{\"score\":12}".getBytes(StandardCharsets.UTF_8)));
    event.setIsBase64Encoded(true);

    assertThat(json(serve(event)).get("score").asLong()).isEqualTo(12);
    event.setBody("***");
    assertThat(serve(event).getStatusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void aBodyInAnotherEncodingThanUtf8IsMalformed(String encoding) {
    ApplicationLoadBalancerRequestEvent event = post("application/json", "");
    event.setBody(
        Base64.getEncoder().encodeToString("{\"score\":12}".getBytes(Charset.forName(encoding))));
    event.setIsBase64Encoded(true);

    assertThat(serve(event).getStatusCode()).isEqualTo(400);
    event.setHeaders(Map.of("content-type", "application/json; charset=" + encoding));
    assertThat(serve(event).getStatusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000000227f000000",
        "0000fffe00000022",
        "fffe0000",
        "00",
        "fe",
        "22ff22",
        "efbbbf7b7d"
      })
  void bytesInNoEncodingOfJsonAreMalformed(String hex) {
    ApplicationLoadBalancerRequestEvent event = post("application/json", "");
    event.setBody(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    event.setIsBase64Encoded(true);

    assertThat(serve(event).getStatusCode()).isEqualTo(400);
  }

  @Test
  void sizeAndMediaTypeAreCheckedFirst() {
    String long1 = "{\"score\":1,\"note\":\"" + "x".repeat(LIMIT) + "\"}";
    String wide = "{\"score\":1,\"note\":\"" + "€".repeat(40) + "\"}";

    assertThat(serve(post("application/json", long1)).getStatusCode()).isEqualTo(413);
    assertThat(serve(post("application/json", wide)).getStatusCode()).isEqualTo(413);
    assertThat(serve(post("text/plain", "{\"score\":1}")).getStatusCode()).isEqualTo(415);
    assertThat(serve(post(null, "{\"score\":1}")).getStatusCode()).isEqualTo(415);
  }

  @Test
  void headIsAnsweredAsGetWithoutTheBody() {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/b");
    ApplicationLoadBalancerResponseEvent full = serve(event);
    event.setHttpMethod("HEAD");

    ApplicationLoadBalancerResponseEvent head = serve(event);

    assertThat(head.getStatusCode()).isEqualTo(200);
    assertThat(head.getHeaders()).isEqualTo(full.getHeaders());
    assertThat(head.getBody()).isEmpty();
  }

  @Test
  void aMethodThatIsNotAllowedIsAnsweredWithThoseThatAre() {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/b");
    event.setHttpMethod("DELETE");

    assertThat(serve(event).getHeaders()).containsEntry("Allow", "GET, HEAD");
    event.setPath("/v1/boards/b/scores");
    assertThat(serve(event).getHeaders()).containsEntry("Allow", "POST");
  }

  @Test
  void unknownPathsAndMethodsHaveTheirProblems() {
    assertThat(json(serve(get("/v2"))).get("type").asText()).isEqualTo("/problems/not-found");
    assertThat(serve(get("/v1/boards//scores")).getStatusCode()).isEqualTo(404);
    assertThat(serve(get("/v1/boards/b/scores")).getStatusCode()).isEqualTo(405);
  }

  @Test
  void aProblemNamesTheRequestAndIsCounted() {
    JsonNode problem = json(serve(get("/v2")));

    assertThat(problem.get("instance").asText()).isEqualTo(ROOT);
    assertThat(problem.get("status").asInt()).isEqualTo(404);
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(output.lines())
        .anyMatch(line -> line.contains("\"RequestsRefused\":1"))
        .anyMatch(line -> line.contains("\"message\":\"Request refused\""));
  }

  @Test
  void withoutATokenTheCallerIsChallenged() {
    ApplicationLoadBalancerResponseEvent response = serve(get("/me"));

    assertThat(response.getStatusCode()).isEqualTo(401);
    assertThat(response.getHeaders()).containsEntry("WWW-Authenticate", "Bearer");
  }

  @Test
  void whatWillPassIsUnavailableWithATimeToRetry() {
    for (RuntimeException e :
        List.of(
            new RedisUnavailableException("redis-1.internal does not answer", null),
            SdkClientException.create("connect timed out"),
            aws(400, "ThrottlingException"),
            aws(503, "ServiceUnavailable"))) {
      failure = e;

      ApplicationLoadBalancerResponseEvent response = serve(get("/fails"));

      assertThat(response.getStatusCode()).isEqualTo(503);
      assertThat(response.getHeaders()).containsEntry("Retry-After", "1");
      assertThat(response.getBody()).doesNotContain("redis-1").doesNotContain("timed out");
    }
  }

  @Test
  void aBugIsLoggedOnceWithItsTraceAndTellsTheCallerNothing() {
    for (RuntimeException e :
        List.of(new IllegalStateException("secret-1"), aws(400, "AccessDeniedException"))) {
      failure = e;
      int before = output.lines().size();

      ApplicationLoadBalancerResponseEvent response = serve(get("/fails"));

      assertThat(response.getStatusCode()).isEqualTo(500);
      assertThat(response.getBody()).doesNotContain("secret-1").doesNotContain("Exception");
      List<String> errors =
          output.lines().stream().skip(before).filter(line -> line.contains("ERROR")).toList();
      assertThat(errors).hasSize(1);
      assertThat(errors.getFirst())
          .contains(e.getClass().getName())
          .contains("HttpBoundaryTest")
          .contains("\"correlation_id\":\"" + ROOT + "\"");
    }
  }

  private static AwsServiceException aws(int status, String code) {
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .message(code)
        .build();
  }

  private ApplicationLoadBalancerResponseEvent serve(ApplicationLoadBalancerRequestEvent event) {
    return boundary.serve(event, new FakeContext("request-1", null));
  }

  private static ApplicationLoadBalancerRequestEvent get(String path) {
    ApplicationLoadBalancerRequestEvent event = new ApplicationLoadBalancerRequestEvent();
    event.setHttpMethod("GET");
    event.setPath(path);
    event.setQueryStringParameters(Map.of());
    event.setHeaders(Map.of("x-amzn-trace-id", "Root=" + ROOT));
    event.setBody("");
    return event;
  }

  private static ApplicationLoadBalancerRequestEvent post(@Nullable String type, String body) {
    ApplicationLoadBalancerRequestEvent event = get("/v1/boards/b/scores");
    event.setHttpMethod("POST");
    Map<String, String> headers = new HashMap<>(event.getHeaders());
    if (type != null) {
      headers.put("Content-Type", type);
    }
    event.setHeaders(headers);
    event.setBody(body);
    return event;
  }

  private static JsonNode json(ApplicationLoadBalancerResponseEvent response) {
    try {
      return new ObjectMapper().readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + response.getBody(), e);
    }
  }
}
