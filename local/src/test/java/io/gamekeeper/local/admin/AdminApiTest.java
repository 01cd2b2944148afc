package io.gamekeeper.local.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.service.StageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AdminApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicInteger calls = new AtomicInteger();
  private final AdminApi api;
  private final StageFile stage;
  private final HttpClient http = HttpClient.newHttpClient();

  AdminApiTest(@TempDir Path folder) {
    api =
        AdminApi.open(
            folder,
            Map.of(
                "echo",
                arguments -> {
                  calls.incrementAndGet();
                  return arguments;
                },
                "refuse",
                _ -> {
                  throw new StageException("not now");
                },
                "require",
                _ -> {
                  throw new IllegalArgumentException("the argument x is missing");
                }));
    stage = new StageFile(8080, api.port(), api.tokenFile(), ProcessHandle.current().pid(), folder);
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
  }

  @Test
  void anOperationGetsItsArgumentsAndItsAnswerComesBack() throws Exception {
    JsonNode arguments = JSON.createObjectNode().put("player", "Ä1");

    try (AdminClient client = new AdminClient(stage)) {
      assertThat(client.call("echo", arguments)).isEqualTo(arguments);
    }
  }

  @Test
  void nothingIsDoneWithoutTheRightToken() throws Exception {
    String token = Files.readString(api.tokenFile());

    assertThat(post("echo", Optional.empty(), "{}").statusCode()).isEqualTo(401);
    assertThat(post("echo", Optional.of("Bearer wrong"), "{}").statusCode()).isEqualTo(401);
    assertThat(post("echo", Optional.of(token), "{}").statusCode()).isEqualTo(401);
    assertThat(post("none", Optional.empty(), "{}").statusCode()).isEqualTo(401);
    assertThat(calls).hasValue(0);
    assertThat(post("echo", Optional.of("Bearer " + token), "{}").statusCode()).isEqualTo(200);
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
    try (AdminApi second = AdminApi.open(other, Map.of())) {
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
    HttpResponse<String> incomplete = post("require", Optional.of(bearer), "{}");
    HttpResponse<String> refused = post("refuse", Optional.of(bearer), "{}");

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"there is no operation /none\"}");
    assertThat(noJson.statusCode()).isEqualTo(400);
    assertThat(incomplete.statusCode()).isEqualTo(400);
    assertThat(incomplete.body()).isEqualTo("{\"error\":\"the argument x is missing\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).isEqualTo("{\"error\":\"not now\"}");
  }

  @Test
  void theClientPassesOnWhatTheStageSays() {
    try (AdminClient client = new AdminClient(stage)) {
      assertThatThrownBy(() -> client.call("refuse", JSON.createObjectNode()))
          .isInstanceOf(StageException.class)
          .hasMessage("not now");
      api.close();
      assertThatThrownBy(() -> client.call("echo", JSON.createObjectNode()))
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
