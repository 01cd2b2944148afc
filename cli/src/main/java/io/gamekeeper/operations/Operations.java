package io.gamekeeper.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations API of a stage, through one of its doors. */
public final class Operations implements AutoCloseable {
  private static final String ROOT = "/ops/v1/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Door door;
  private final Patience patience;

  public Operations(Door door, Patience patience) {
    this.door = door;
    this.patience = patience;
  }

  /** Returns the path of those segments below {@code /ops/v1/}, each percent-encoded. */
  public static String path(String... segments) {
    return Stream.of(segments).map(Request::encoded).collect(Collectors.joining("/", ROOT, ""));
  }

  /**
   * Looks at something.
   *
   * @param path as {@link #path} returns it
   * @param query parameters in the order in which they are sent
   * @throws OperationsException if the API refuses it or cannot be reached
   */
  public JsonNode get(String path, Map<String, String> query) {
    return json(answer(new Request("GET", path, query, null, null)));
  }

  /**
   * Looks at something that is handed out only with a reason.
   *
   * @param reason for the audit: 1 to 500 characters
   * @throws OperationsException as above
   */
  public JsonNode get(String path, Map<String, String> query, String reason) {
    return json(answer(new Request("GET", path, query, null, reason)));
  }

  /**
   * Changes something.
   *
   * @param method {@code POST}, {@code PUT} or {@code DELETE}
   * @param reason for the audit: 1 to 500 characters
   * @throws OperationsException as above
   */
  public JsonNode change(String method, String path, JsonNode body, String reason) {
    return json(answer(new Request(method, path, Map.of(), body.toString(), reason)));
  }

  private Answer answer(Request request) {
    Duration waited = Duration.ZERO;
    for (int attempts = 1; ; attempts++) {
      Answer answer = send(request);
      if (!isWorthAnother(request, answer)) {
        return answer;
      }
      Optional<Duration> wait = patience.next(attempts, answer.retryAfter(), waited);
      if (wait.isEmpty()) {
        return answer;
      }
      waited = waited.plus(wait.get());
      try {
        patience.pause().sleep(wait.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OperationsException("interrupted while " + door.leadsTo() + " was busy", e);
      }
    }
  }

  /** A change whose fate is not known is not sent again: only if the answer asks for that. */
  private static boolean isWorthAnother(Request request, Answer answer) {
    return switch (answer.status()) {
      case 429 -> true;
      case 503 -> request.isRead() || answer.retryAfter().isPresent();
      default -> false;
    };
  }

  private Answer send(Request request) {
    try {
      return door.send(request);
    } catch (IOException e) {
      throw new OperationsException(
          door.leadsTo()
              + " does not answer: "
              + e.getMessage()
              + (request.isRead() ? "" : "; look whether the change was made before repeating it"),
          e);
    }
  }

  private JsonNode json(Answer answer) {
    boolean done = answer.status() >= 200 && answer.status() < 300;
    if (!done) {
      throw Refusal.of(answer, door);
    }
    if (answer.body().isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    return parsed(answer.body())
        .orElseThrow(
            () ->
                new OperationsException(
                    answer.status(),
                    door.leadsTo()
                        + " answers what is not the operations API: is it of the same version?"));
  }

  /** Reads an object; empty if it is not one. */
  static Optional<JsonNode> parsed(String body) {
    try {
      return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    door.close();
  }
}
