package io.gamekeeper.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.OperatorRole;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedDoorTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC);
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/(20261130/eu-central-1/lambda)/aws4_request, SignedHeaders=(\\S+), Signature=([0-9a-f]{64})");

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<Sent> sent = new ArrayList<>();

  private record Sent(String method, URI address, Map<String, String> headers, String body) {}

  /** The example of AWS's documentation; it shows that the tests' own way to sign is right. */
  @Test
  void theReferenceSignsTheExampleOfTheDocumentation() {
    assertThat(
            new SignatureVersion4(SECRET, "20150830/us-east-1/iam")
                .of(
                    "GET",
                    URI.create("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
                    Map.of(
                        "Content-Type", "application/x-www-form-urlencoded; charset=utf-8",
                        "Host", "iam.amazonaws.com",
                        "X-Amz-Date", "20150830T123600Z"),
                    ""))
        .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, alarms, '', ''",
    "GET, logs/tail, '/aws/lambda/x y', ''",
    "POST, alarms/a b/fire, '', '{\"was\":\"OK\"}'",
    "PUT, payments/provider, '', '{\"provider\":\"Köln\"}'",
  })
  void aRequestIsSignedWithAllItsHeadersForTheAddressItGoesTo(
      String method, String path, String group, String body) throws Exception {
    for (String function : List.of("console", "payment-operations")) {
      parameters.put(
          "/gamekeeper/prod/operations/" + function,
          "https://" + function + ".lambda-url.eu-central-1.on.aws/");
    }
    Map<String, String> query = group.isEmpty() ? Map.of() : Map.of("group", group);
    @Nullable String content = body.isEmpty() ? null : body;

    door()
        .send(
            new Request(
                method,
                Operations.path(path.split("/", -1)),
                query,
                content,
                content == null ? null : "drill, 100 % safe"));

    Sent request = sent.getFirst();
    Matcher authorization = AUTHORIZATION.matcher(header(request, "Authorization"));
    assertThat(authorization.matches()).as(header(request, "Authorization")).isTrue();
    List<String> names = Arrays.asList(authorization.group(2).split(";", -1));
    assertThat(names).contains("host", "x-amz-date", "x-amz-security-token");
    if (content != null) {
      assertThat(names).contains("content-type", "gamekeeper-reason");
      assertThat(header(request, "Gamekeeper-Reason")).isEqualTo("drill%2C%20100%20%25%20safe");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    names.forEach(
        name ->
            headers.put(
                name, name.equals("host") ? request.address().getHost() : header(request, name)));
    assertThat(authorization.group(3))
        .isEqualTo(
            new SignatureVersion4(SECRET, authorization.group(1))
                .of(method, request.address(), headers, body));
  }

  @Test
  void theFunctionIsTheOneThatAnswersThePath() throws Exception {
    for (String function : List.of("console", "payment-operations", "leaderboard-operations")) {
      parameters.put("/gamekeeper/prod/operations/" + function, "https://" + function + ".aws/");
    }
    Door door = door();

    for (String path : List.of("ledger", "alarms", "leaderboards")) {
      door.send(new Request("GET", Operations.path(path, "x"), Map.of(), null, null));
    }
    door.send(new Request("GET", Operations.path("ledger"), Map.of(), null, null));

    assertThat(sent)
        .extracting(each -> each.address().toString())
        .containsExactly(
            "https://console.aws/ops/v1/ledger/x",
            "https://console.aws/ops/v1/alarms/x",
            "https://leaderboard-operations.aws/ops/v1/leaderboards/x",
            "https://payment-operations.aws/ops/v1/ledger");
  }

  @Test
  void aStageOfAnotherVersionLacksAParameter() {
    parameters.put("/gamekeeper/prod/operations/console", "https://x.aws/");

    assertThatThrownBy(() -> send("ledger"))
        .isInstanceOf(OperationsException.class)
        .hasMessage(
            "the stage prod has no parameter /gamekeeper/prod/operations/payment-operations: deploy it with this version of Gamekeeper");
  }

  /** Whoever can write a parameter must not be handed a signature for another place. */
  @ParameterizedTest
  @ValueSource(strings = {"http://x.aws/", "https://x.aws/other", "https://a@x.aws/", "x", ""})
  void aParameterThatHoldsNoFunctionUrlIsRefused(String address) {
    parameters.put("/gamekeeper/prod/operations/console", address);

    assertThatThrownBy(() -> send("alarms"))
        .isInstanceOf(OperationsException.class)
        .hasMessageContaining("holds no function URL");
    assertThat(sent).isEmpty();
  }

  private void send(String path) throws Exception {
    door().send(new Request("GET", Operations.path(path), Map.of(), null, null));
  }

  private Door door() {
    return new SignedDoor("prod", OperatorRole.ON_CALL, new Account(), CLOCK);
  }

  private static String header(Sent request, String name) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findAny()
        .orElseThrow();
  }

  private final class Account implements AwsAccount {
    @Override
    public String region() {
      return "eu-central-1";
    }

    @Override
    public Map<String, String> parameters(String folder) {
      return parameters;
    }

    @Override
    public Credentials assume(String role) {
      assertThat(role).isEqualTo("gamekeeper-prod-on-call");
      return new Credentials("AKIDEXAMPLE", SECRET, "a session");
    }

    @Override
    public Answer send(
        String method, URI address, Map<String, String> headers, @Nullable String body) {
      sent.add(new Sent(method, address, headers, body == null ? "" : body));
      return new Answer(200, Optional.empty(), "{}");
    }

    @Override
    public void close() {}
  }
}
