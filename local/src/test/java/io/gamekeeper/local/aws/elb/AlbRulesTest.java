package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.service.StageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlbRulesTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Listener LISTENER =
      new Listener("Https", "HTTPS", 443, new RuleAction.FixedResponse(404, "text/plain", ""));

  @ParameterizedTest
  @CsvSource({
    "/v1/leaderboards/*/scores, /v1/leaderboards/arena/scores, true",
    "/v1/leaderboards/*/scores, /v1/leaderboards/arena/scores/, false",
    "/v1/leaderboards/*, /V1/leaderboards/arena, false",
    "/a?c, /abc, true",
    "/a?c, /ac, false",
    "/a\\*c, /a*c, true",
    "/a\\*c, /abc, false",
    "*, '', true",
    "/*/*/x, /a/b/c/x, true",
  })
  void pathPatternsFollowTheLoadBalancersWildcards(String pattern, String path, boolean expected) {
    assertThat(RuleCondition.path(List.of(pattern)).matches(request("GET", path, null)))
        .isEqualTo(expected);
  }

  @Test
  void hostsIgnoreCaseAndPort() {
    assertThat(RuleCondition.host(List.of("*.EXAMPLE.com")).matches(request("GET", "/", null)))
        .isTrue();
  }

  @Test
  void queryAndSourceConditionsLookAtTheUndecodedRequest() {
    FrontRequest request = request("GET", "/", "a=1&b=%20x");

    assertThat(query("b", "%20*").matches(request)).isTrue();
    assertThat(query("a", "2").matches(request)).isFalse();
    assertThat(RuleCondition.sourceIp(List.of("127.0.0.0/8")).matches(request)).isTrue();
    assertThat(RuleCondition.sourceIp(List.of("10.0.0.0/8")).matches(request)).isFalse();
  }

  @Test
  void theLowestPriorityThatMatchesWinsAndTheDefaultComesLast() {
    Listener listener =
        new Listener("L", "HTTP", 80, new RuleAction.FixedResponse(404, "text/plain", ""));
    listener.add(rule("Any", 20, RuleCondition.path(List.of("/a*"))));
    listener.add(rule("Post", 10, RuleCondition.method(List.of("POST"))));

    assertThat(listener.match(request("POST", "/a", null)).logicalId()).isEqualTo("Post");
    assertThat(listener.match(request("GET", "/a", null)).logicalId()).isEqualTo("Any");
    assertThat(listener.match(request("GET", "/b", null)).logicalId()).isEqualTo("L");
    assertThatThrownBy(() -> listener.add(rule("Twice", 10)))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Twice")
        .hasMessageContaining("Post");
  }

  @Test
  void eventsOfMultiValueTargetGroupsCarryListsAndNothingDecoded() {
    FrontRequest request = request("POST", "/v1/a%2Fb", "x=1&x=%32&flag");

    String event =
        new String(
            AlbEvent.encode(request, BODY, group(true), LISTENER, "1-5-6"), StandardCharsets.UTF_8);

    assertThat(event)
        .isEqualTo(
            """
            {"requestContext":{"elb":{"targetGroupArn":"arn:tg"}},"httpMethod":"POST",\
            "path":"/v1/a%2Fb","multiValueQueryStringParameters":{"x":["1","%32"],"flag":[""]},\
            "multiValueHeaders":{"host":["api.example.com:8080"],\
            "content-type":["application/json; charset=utf-8"],\
            "x-amzn-trace-id":["Root=1-5-6"],"x-forwarded-for":["127.0.0.1"],\
            "x-forwarded-port":["443"],"x-forwarded-proto":["https"]},\
            "body":"{}","isBase64Encoded":false}\
            """);
  }

  @Test
  void eventsOfOtherTargetGroupsCarryTheLastValue() {
    String event =
        new String(
            AlbEvent.encode(request("GET", "/", "x=1&x=2"), BODY, group(false), LISTENER, "1-5-6"),
            StandardCharsets.UTF_8);

    assertThat(event).contains("\"queryStringParameters\":{\"x\":\"2\"}").doesNotContain("multi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{}",
        "{\"statusCode\":\"200\"}",
        "{\"statusCode\":99}",
        "{\"statusCode\":200,\"body\":{}}",
        "{\"statusCode\":200,\"headers\":{\"a\":1}}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"x\\r\\nb: c\"}}",
        "{\"statusCode\":200,\"body\":\"?\",\"isBase64Encoded\":true}",
      })
  void whatTheLoadBalancerWouldNotUnderstandIsRefused(String payload) {
    assertThatThrownBy(() -> AlbResponse.decode(payload.getBytes(StandardCharsets.UTF_8), false))
        .isInstanceOf(AlbResponse.MalformedException.class);
  }

  @Test
  void responsesAreLimitedToOneMegabyte() {
    assertThatThrownBy(() -> AlbResponse.decode(new byte[AlbResponse.LIMIT_BYTES + 1], false))
        .isInstanceOf(AlbResponse.MalformedException.class)
        .hasMessageContaining("1 MB");
  }

  @Test
  void base64BodiesAreDecodedAndHopByHopHeadersDropped() throws Exception {
    FrontResponse response =
        AlbResponse.decode(
            """
            {"statusCode":201,"isBase64Encoded":true,"body":"aGk=",
             "headers":{"ignored":"x"},"multiValueHeaders":{"A":["1","2"],"Connection":["close"]}}
            """
                .getBytes(StandardCharsets.UTF_8),
            true);

    assertThat(response.status()).isEqualTo(201);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("hi");
    assertThat(response.headers())
        .containsExactly(new FrontRequest.Field("A", "1"), new FrontRequest.Field("A", "2"));
  }

  private static RuleCondition query(String key, String value) {
    return RuleCondition.query(List.of(new RuleCondition.QueryPattern(Optional.of(key), value)));
  }

  private static RuleConfig rule(String id, int priority, RuleCondition... conditions) {
    return new RuleConfig(
        id, priority, List.of(conditions), new RuleAction.FixedResponse(200, "text/plain", id));
  }

  private static FunctionTargets group(boolean multiValue) {
    return new FunctionTargets("Targets", "arn:tg", "arn:fn", multiValue, Optional.empty());
  }

  private static FrontRequest request(String method, String path, @Nullable String query) {
    return new FrontRequest(
        method,
        path,
        query,
        List.of(
            new FrontRequest.Field("host", "api.example.com:8080"),
            new FrontRequest.Field("content-type", "application/json; charset=utf-8"),
            new FrontRequest.Field("connection", "keep-alive")),
        RequestBody.of(BODY),
        "127.0.0.1");
  }
}
