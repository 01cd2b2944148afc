package io.gamekeeper.oncall.lambda;

import static io.gamekeeper.oncall.lambda.OperatorCalls.body;
import static io.gamekeeper.oncall.lambda.OperatorCalls.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.route.Silence;
import io.gamekeeper.oncall.store.DynamoAlertBook;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Silences by the operations API; the book and the audit are on DynamoDB Local. */
final class SilenceRoutesTest {
  private static final String SILENCES = "/ops/v1/on-call/silences";
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Alert LATENCY =
      new Alert(
          Map.of(Alert.STAGE, "dev", Alert.ALARM, "HighLatency", Alert.SEVERITY, "critical"),
          State.FIRING,
          NOW,
          "slow",
          "");

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final FakePlatform platform =
      new FakePlatform(new VirtualTime(NOW)) {
        @Override
        public RandomGenerator random() {
          return () -> zeros-- > 0 ? 0 : random.nextLong();
        }
      };
  private final Output output = new Output();
  private final String audit = Tables.audit();
  private final String table = Tables.create();
  private final DynamoAlertBook book = new DynamoAlertBook(Tables.dynamo(), table, platform.time);
  private final OperatorCalls calls = new OperatorCalls(platform, table, audit);

  /** How many of the next random numbers are zero. */
  private int zeros;

  @AfterEach
  void stop() {
    output.close();
  }

  @Test
  void aSilenceHidesFromNowOnAndHasTheOperatorAsAuthor() {
    Map<String, Object> answer =
        add("\"alarm=HighLatency\",\"severity=~\\\"critical|high\\\"\"", "2026-11-30T14:00:00Z");

    assertThat(status(answer)).isEqualTo(200);
    JsonNode silence = body(answer);
    assertThat(silence.path("id").asText()).matches("[a-z2-9]{8}");
    assertThat(silence.path("matchers").toString())
        .isEqualTo("[\"alarm=HighLatency\",\"severity=~critical|high\"]");
    assertThat(silence.path("author").asText()).isEqualTo("ada");
    assertThat(silence.path("reason").asText()).isEqualTo("because ü");
    assertThat(silence.path("from").asText()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(silence.path("expires").asText()).isEqualTo("2026-11-30T14:00:00Z");
    assertThat(api.faults("post", SILENCES, 200, "application/json", silence)).isEmpty();
    assertThat(book.silences(NOW))
        .singleElement()
        .satisfies(kept -> assertThat(kept.hides(LATENCY, NOW)).isTrue());
  }

  @Test
  void whoAddsOneIsWrittenDownWithWhatAndWhy() {
    add("\"alarm=HighLatency\"", "2026-11-30T14:00:00Z");

    assertThat(Tables.items(audit))
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.toString()).contains(SILENCES, "because ü", "ada"))
        .anySatisfy(entry -> assertThat(entry.toString()).contains("DONE", "author"));
  }

  @Test
  void thoseThatHoldAreListedTheSoonestToExpireFirst() {
    add("\"alarm=C\"", "2026-12-02T00:00:00Z");
    add("\"alarm=A\"", "2026-11-30T12:05:00Z");
    add("\"alarm=B\"", "2026-12-01T00:00:00Z");
    keep("later", NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(5)));

    JsonNode all = body(ask("viewer", "GET", SILENCES, null));

    assertThat(all.findValuesAsText("expires"))
        .containsExactly(
            "2026-11-30T12:05:00Z",
            "2026-12-01T00:00:00Z",
            "2026-12-02T00:00:00Z",
            "2026-12-05T12:00:00Z");
    assertThat(api.faults("get", SILENCES, 200, "application/json", all)).isEmpty();

    platform.time.advance(Duration.ofMinutes(5));
    assertThat(body(ask("viewer", "GET", SILENCES, null)).path("silences")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "alarm=~.*"                | a silence needs a matcher that asks for a value: else it would hide everything
          "alarm!=X","owner!=Y"      | a silence needs a matcher that asks for a value: else it would hide everything
          "alarm=X","team=data"      | matcher 2 has the unknown label 'team'; the known labels are [alarm, dashboard, owner, runbook, severity, stage]
          "alarm"                    | matcher 1 must be LABEL=VALUE with one of =, !=, =~ and !~, not 'alarm'
          "alarm=~("                 | matcher 1 has no regular expression after =~: Unclosed group
          null                       | matcher 1 must be LABEL=VALUE with one of =, !=, =~ and !~, not ''
          ''                         | 'matchers' has 1 to 20 matchers
          """)
  void matchersThatAreWrongOrHideEverythingAreRefused(String matchers, String detail) {
    Map<String, Object> answer = add(matchers, "2026-11-30T14:00:00Z");

    assertThat(status(answer)).isEqualTo(400);
    assertThat(body(answer).path("detail").asText()).isEqualTo(detail);
    assertThat(book.silences(NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-08T12:00:00Z, 422",
    "2026-12-07T12:00:31Z, 422",
    "2026-11-29T12:00:00Z, 422",
    "2026-11-30T12:00:00Z, 422",
    "2026-11-30T12:00:29Z, 422",
    "+1000000000-12-31T23:59:59Z, 422",
    "tomorrow, 400",
    "2026-11-30T14:00:00, 400"
  })
  void timesThatAreWrongOrTooShortOrTooLongAreRefused(String expires, int status) {
    Map<String, Object> answer = add("\"alarm=X\"", expires);

    assertThat(status(answer)).isEqualTo(status);
    assertThat(body(answer).path("detail").asText()).contains("'expires' must be");
    assertThat(book.silences(Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30T12:00:30Z",
        "2026-11-30T12:01:00Z",
        "2026-12-07T12:00:00Z",
        "2026-12-07T12:00:30Z"
      })
  void theBoundsAreAllowedThoughClocksDiffer(String expires) {
    assertThat(status(add("\"alarm=X\"", expires))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"matchers\":[\"alarm=X\"]}",
        "{\"matchers\":\"alarm=X\",\"expires\":\"2026-11-30T14:00:00Z\"}",
        "{\"matchers\":[1],\"expires\":\"2026-11-30T14:00:00Z\"}",
        "{\"matchers\":[\"alarm=X\"],\"expires\":\"2026-11-30T14:00:00Z\",\"author\":\"bob\"}"
      })
  void aBodyThatIsNotAsDescribedIsRefused(String body) {
    assertThat(status(ask("on-call", "POST", SILENCES, body))).isEqualTo(400);
    assertThat(book.silences(NOW)).isEmpty();
  }

  @Test
  void anEndedSilenceHidesNothingAndCannotBeEndedAgain() {
    String end = SILENCES + "/" + added() + "/end";
    platform.time.advance(Duration.ofMinutes(10));
    Instant then = platform.time.instant();

    Map<String, Object> first = ask("on-call", "POST", end, null);
    Map<String, Object> second = ask("on-call", "POST", end, null);

    assertThat(status(first)).isEqualTo(200);
    assertThat(body(first).path("expires").asText()).isEqualTo("2026-11-30T12:10:00Z");
    assertThat(
            api.faults("post", SILENCES + "/{silence}/end", 200, "application/json", body(first)))
        .isEmpty();
    assertThat(status(second)).isEqualTo(404);
    assertThat(book.silences(then)).isEmpty();
    assertThat(book.silences(NOW))
        .singleElement()
        .satisfies(kept -> assertThat(kept.hides(LATENCY, NOW)).isTrue())
        .satisfies(kept -> assertThat(kept.hides(LATENCY, then)).isFalse());
  }

  @Test
  void whatDoesNotHoldCannotBeEnded() {
    keep("later", NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));

    Map<String, Object> later = ask("on-call", "POST", SILENCES + "/later/end", null);

    assertThat(status(later)).isEqualTo(404);
    assertThat(body(later).path("detail").asText()).isEqualTo("no silence later holds now");
    assertThat(status(ask("on-call", "POST", SILENCES + "/none/end", null))).isEqualTo(404);
    assertThat(book.silences(NOW)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "planner", "approver"})
  void onlyOnCallAddsAndEnds(String role) {
    String id = added();
    platform.time.advance(Duration.ofMinutes(1));

    assertThat(
            status(
                ask(
                    role,
                    "POST",
                    SILENCES,
                    "{\"matchers\":[\"alarm=X\"],\"expires\":\"2026-11-30T14:00:00Z\"}")))
        .isEqualTo(403);
    assertThat(status(ask(role, "POST", SILENCES + "/" + id + "/end", null))).isEqualTo(403);
    assertThat(status(ask(role, "GET", SILENCES, null))).isEqualTo(200);
    assertThat(book.silences(platform.time.instant())).extracting(Silence::id).containsExactly(id);
  }

  @Test
  void anIdThatIsTakenIsNotGivenAgain() {
    zeros = 40;
    String first = added();
    zeros = 40;
    String second = added();

    assertThat(first).isEqualTo("22222222");
    assertThat(second).isNotEqualTo(first);
    assertThat(book.silences(NOW)).hasSize(2);
  }

  private String added() {
    return body(add("\"alarm=HighLatency\"", "2026-11-30T14:00:00Z")).path("id").asText();
  }

  private void keep(String id, Instant from, Instant expires) {
    book.keep(new Silence(id, List.of(Matcher.parse("alarm=D")), "bob", "planned", from, expires));
  }

  private Map<String, Object> add(@Nullable String matchers, String expires) {
    return ask(
        "on-call",
        "POST",
        SILENCES,
        "{\"matchers\":[%s],\"expires\":\"%s\"}"
            .formatted(Objects.requireNonNullElse(matchers, ""), expires));
  }

  private Map<String, Object> ask(String role, String method, String path, @Nullable String body) {
    return calls.ask(role, method, path, body);
  }
}
