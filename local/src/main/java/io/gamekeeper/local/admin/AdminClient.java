package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/** Client of the admin API of a running stage. */
public final class AdminClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(16);

  private final StageFile stage;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  public AdminClient(StageFile stage) {
    this.stage = stage;
  }

  /**
   * Runs an operation.
   *
   * @throws StageException if the stage refuses it or does not answer
   */
  public <A extends Record, R extends Record> R call(AdminOperation<A, R> operation, A arguments)
      throws InterruptedException {
    return operation
        .answerOf(post(operation.name(), AdminJson.tree(arguments)))
        .orElseThrow(
            () ->
                new StageException(
                    "the stage on port "
                        + stage.port()
                        + " runs another version of the project: stop it and start it again"));
  }

  /**
   * Runs an operation that takes no arguments.
   *
   * @throws StageException as above
   */
  public <R extends Record> R call(AdminOperation<Nothing, R> operation)
      throws InterruptedException {
    return call(operation, Nothing.NOTHING);
  }

  private JsonNode post(String operation, JsonNode arguments) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + stage.adminPort() + "/" + operation))
              .timeout(LIMIT)
              .header("Authorization", "Bearer " + Files.readString(stage.tokenFile()))
              .POST(HttpRequest.BodyPublishers.ofString(arguments.toString()))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = AdminJson.MAPPER.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new StageException(answer.path("error").asText());
      }
      return answer;
    } catch (IOException e) {
      throw new StageException(
          "the stage on port " + stage.port() + " does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
