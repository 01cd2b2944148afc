package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The API as a player's device sees it. */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;
  private final UnaryOperator<String> tokens;

  /**
   * Calls the API.
   *
   * @param tokens gives each player's bearer token
   */
  Api(URI base, UnaryOperator<String> tokens) {
    this.base = base;
    this.tokens = tokens;
  }

  Answer get(String player, String path) {
    return send(request(path).header("Authorization", bearer(player)).GET());
  }

  Answer submit(String player, String board, long score) {
    return submit(player, board, score, null);
  }

  Answer submit(String player, String board, long score, @Nullable String idempotencyKey) {
    HttpRequest.Builder request =
        request("/v1/leaderboards/" + board + "/scores")
            .header("Authorization", bearer(player))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"score\":" + score + "}"));
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    return send(request);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
  }

  String bearer(String player) {
    return "Bearer " + tokens.apply(player);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An answer and what is usually checked of it. */
  record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + response.body(), e);
      }
    }

    /** The body of an answer that must be 200. */
    JsonNode ok() {
      assertThat(status()).as(response.body()).isEqualTo(200);
      assertThat(header("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
      return json();
    }

    /** A refusal by the load balancer, or by what is behind it. */
    void refused(int status) {
      assertThat(status()).as(response.request() + ": " + response.body()).isEqualTo(status);
    }

    /** The body of a refusal, which must be a complete problem document of that status. */
    JsonNode problem(int status) {
      assertThat(status()).as(response.request() + ": " + response.body()).isEqualTo(status);
      assertThat(header("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
      JsonNode problem = json();
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(problem.path("type").asText()).startsWith("/problems/");
      assertThat(problem.path("title").asText()).isNotBlank();
      assertThat(response.body()).doesNotContain("Exception", "io.gamekeeper", "at java");
      return problem;
    }
  }
}
