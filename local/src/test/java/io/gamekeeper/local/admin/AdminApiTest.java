package io.gamekeeper.local.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.aws.autoscaling.LifecycleState;
import io.gamekeeper.local.service.StageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AdminApiTest {
  private static final AdminOperation<Everything, Everything> ECHO =
      new AdminOperation<>("echo", Everything.class, Everything.class);
  private static final AdminOperation<Nothing, Nothing> REFUSE =
      new AdminOperation<>("refuse", Nothing.class, Nothing.class);
  private static final AdminOperation<Nothing, Nothing> DEMAND =
      new AdminOperation<>("demand", Nothing.class, Nothing.class);

  private final AtomicInteger calls = new AtomicInteger();
  private final AdminApi api;
  private final StageFile stage;
  private final HttpClient http = HttpClient.newHttpClient();

  /** A component of each type that operations use. */
  private record Everything(
      String player,
      int count,
      boolean spot,
      Shop store,
      LifecycleState state,
      Instant at,
      Map<String, Double> sums,
      @Nullable Long pid,
      @Nullable JsonNode payload) {}

  private static final Everything FULL =
      new Everything(
          "Ä1",
          3,
          true,
          Shop.GOOGLE,
          LifecycleState.WARMED_STOPPED,
          Instant.parse("2026-03-01T10:00:00.000000001Z"),
          Map.of("x", 1.5),
          null,
          JsonNodeFactory.instance.objectNode().put("a", 1));

  private static final String ARGUMENTS =
      """
      {"player": "ann", "count": 3, "spot": true, "store": "google", "state": "InService",
       "at": "2026-03-01T10:00:00Z", "sums": {}}
      """;

  AdminApiTest(@TempDir Path folder) {
    api =
        AdminApi.open(
            folder,
            List.of(
                ECHO.by(
                    arguments -> {
                      calls.incrementAndGet();
                      return arguments;
                    }),
                REFUSE.by(
                    _ -> {
                      throw new StageException("not now");
                    }),
                DEMAND.by(
                    _ -> {
                      throw new IllegalArgumentException("a store sells at least one, not 0");
                    })));
    stage = new StageFile(8080, api.port(), api.tokenFile(), ProcessHandle.current().pid(), folder);
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
  }

  @Test
  void aClockThatIsLedStandsStillWhileAnOperationRuns() throws Exception {
    try (LedTime time = new LedTime()) {
      AdminApi.Handler operation =
          ECHO.by(
                  _ -> {
                    Instant now = time.whileAnotherAdvances(Duration.ofHours(1));
                    return new Everything(
                        "p",
                        1,
                        false,
                        Shop.GOOGLE,
                        LifecycleState.IN_SERVICE,
                        now,
                        Map.of(),
                        null,
                        null);
                  })
              .within(time.agenda());

      JsonNode answer = operation.work().run(AdminJson.tree(FULL));

      assertThat(ECHO.answerOf(answer).map(Everything::at)).contains(LedTime.START);
      time.joinOthers();
      assertThat(time.instant()).isEqualTo(LedTime.START.plus(Duration.ofHours(1)));
    }
  }

  @Test
  void anOperationGetsItsArgumentsAndItsAnswerComesBack() throws Exception {
    try (AdminClient client = new AdminClient(stage)) {
      assertThat(client.call(ECHO, FULL)).isEqualTo(FULL);
    }
  }

  @Test
  void whatIsNullOrOnlyUnknownToTheReaderOfAnAnswerIsNoProblem() {
    ObjectNode answer = (ObjectNode) AdminJson.tree(FULL);

    assertThat(answer.has("pid")).isFalse();
    assertThat(ECHO.answerOf(answer.put("later", 1))).contains(FULL);
  }

  @Test
  void anAnswerOfAnotherVersionIsSaidAsWhatItIs() {
    AdminOperation<Nothing, Everything> other =
        new AdminOperation<>("other", Nothing.class, Everything.class);
    AdminOperation<Nothing, Nothing> before =
        new AdminOperation<>("other", Nothing.class, Nothing.class);
    try (AdminApi old = AdminApi.open(stage.dataFolder(), List.of(before.by(nothing -> nothing)));
        AdminClient client =
            new AdminClient(
                new StageFile(
                    8081, old.port(), old.tokenFile(), stage.pid(), stage.dataFolder()))) {
      assertThatThrownBy(() -> client.call(other))
          .isInstanceOf(StageException.class)
          .hasMessage(
              "the stage on port 8081 runs another version of the project: stop it and start it"
                  + " again");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"player\": \"ann\"' | '\"x\": 0'           | there is no argument x: there are player, count, spot, store, state, at, sums, pid, payload",
        "'\"player\": \"ann\"' | '\"player\": \"\"'   | the argument player is missing",
        "'\"player\": \"ann\"' | '\"player\": null'   | the argument player is missing",
        "'\"count\": 3'        | '\"count\": \"3\"'   | the argument count must be a whole number",
        "'\"count\": 3'        | '\"count\": 3.5'     | the argument count must be a whole number",
        "'\"count\": 3'        | '\"count\": 3000000000' | the argument count must be a whole number",
        "'\"spot\": true'      | '\"spot\": \"yes\"'  | the argument spot must be true or false",
        "'\"store\": \"google\"' | '\"store\": \"steam\"' | the argument store must be one of APPLE, GOOGLE",
        "'\"store\": \"google\"' | '\"store\": 1'     | the argument store must be one of APPLE, GOOGLE",
        "'\"count\": 3,'       | ''                   | the argument count is missing",
      })
  void anArgumentThatDoesNotFitIsNamedWithWhatFits(String given, String instead, String problem)
      throws Exception {
    String bearer = "Bearer " + Files.readString(api.tokenFile());
    assertThat(post("echo", Optional.of(bearer), ARGUMENTS).statusCode()).isEqualTo(200);

    HttpResponse<String> answer =
        post("echo", Optional.of(bearer), ARGUMENTS.replace(given, instead));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"" + problem + "\"}");
    assertThat(calls).hasValue(1);
  }

  @Test
  void nothingIsDoneWithoutTheRightToken() throws Exception {
    String token = Files.readString(api.tokenFile());

    assertThat(post("echo", Optional.empty(), "{}").statusCode()).isEqualTo(401);
    assertThat(post("echo", Optional.of("Bearer wrong"), "{}").statusCode()).isEqualTo(401);
    assertThat(post("echo", Optional.of(token), "{}").statusCode()).isEqualTo(401);
    assertThat(post("none", Optional.empty(), "{}").statusCode()).isEqualTo(401);
    assertThat(calls).hasValue(0);
    assertThat(post("echo", Optional.of("Bearer " + token), ARGUMENTS).statusCode()).isEqualTo(200);
  }

  @Test
  void noPageOfABrowserGetsInEvenWithTheToken() throws Exception {
    String bearer = "Bearer " + Files.readString(api.tokenFile());
    HttpRequest fromAPage =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/echo"))
            .header("Authorization", bearer)
            .header("Origin", "http://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(http.send(fromAPage, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    assertThat(calls).hasValue(0);
  }

  @Test
  void theTokenIsForItsOwnerOnlyAndAnotherAtEachStart(@TempDir Path other) throws Exception {
    try (AdminApi second = AdminApi.open(other, List.of())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.tokenFile())))
          .isEqualTo("rw-------");
      assertThat(Files.readString(second.tokenFile()))
          .hasSize(64)
          .isNotEqualTo(Files.readString(api.tokenFile()));
    }
  }

  @Test
  void whatGoesWrongIsSaidInOneLine() throws Exception {
    String bearer = "Bearer " + Files.readString(api.tokenFile());

    HttpResponse<String> unknown = post("none", Optional.of(bearer), "{}");
    HttpResponse<String> noJson = post("echo", Optional.of(bearer), "{");
    HttpResponse<String> noObject = post("refuse", Optional.of(bearer), "[]");
    HttpResponse<String> tooMuch = post("refuse", Optional.of(bearer), "{\"x\":1}");
    HttpResponse<String> wrong = post("demand", Optional.of(bearer), "{}");
    HttpResponse<String> refused = post("refuse", Optional.of(bearer), "{}");

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"there is no operation /none\"}");
    assertThat(noJson.statusCode()).isEqualTo(400);
    assertThat(noJson.body()).isEqualTo("{\"error\":\"the arguments are not JSON\"}");
    assertThat(noObject.statusCode()).isEqualTo(400);
    assertThat(noObject.body()).isEqualTo("{\"error\":\"the arguments are not a JSON object\"}");
    assertThat(tooMuch.statusCode()).isEqualTo(400);
    assertThat(tooMuch.body())
        .isEqualTo("{\"error\":\"there is no argument x: the operation takes none\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).isEqualTo("{\"error\":\"a store sells at least one, not 0\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).isEqualTo("{\"error\":\"not now\"}");
  }

  @Test
  void theClientPassesOnWhatTheStageSays() {
    try (AdminClient client = new AdminClient(stage)) {
      assertThatThrownBy(() -> client.call(REFUSE))
          .isInstanceOf(StageException.class)
          .hasMessage("not now");
      api.close();
      assertThatThrownBy(() -> client.call(ECHO, FULL))
          .isInstanceOf(StageException.class)
          .hasMessageContaining("the stage on port 8080 does not answer");
    }
  }

  private HttpResponse<String> post(String operation, Optional<String> authorization, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/" + operation))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
