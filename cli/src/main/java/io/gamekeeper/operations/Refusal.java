package io.gamekeeper.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Says an answer that is an error in one line, with what to do. The problem document (RFC 9457)
 * says what was wrong; without one, as from a load balancer or Lambda itself, the status does.
 */
final class Refusal {
  private Refusal() {}

  static OperationsException of(Answer answer, Door door) {
    JsonNode problem = Operations.parsed(answer.body()).orElse(MissingNode.getInstance());
    String said = said(problem);
    String message =
        switch (answer.status()) {
          case 400, 405, 413, 415 -> or(said, "the request is malformed") + versions(answer);
          case 401 -> or(said, "not signed in") + ": " + door.signIn();
          case 403 ->
              problem.has("title")
                  ? said + ": choose a role that may with --role"
                  : door.leadsTo() + " refuses this operator: " + door.signIn();
          case 404 -> or(said, "there is no such thing on " + door.leadsTo());
          case 409 ->
              or(said, "it was changed meanwhile")
                  + ": somebody else may be working on it, look again before repeating the command";
          case 422 -> or(said, "this cannot be done");
          case 429, 503 ->
              or(said, door.leadsTo() + " is busy")
                  + answer
                      .retryAfter()
                      .map(time -> ": try again in " + time.toSeconds() + " s")
                      .orElse(": try again later");
          default ->
              "%s failed with status %d%s%s: look at its logs"
                  .formatted(
                      door.leadsTo(),
                      answer.status(),
                      said.isEmpty() ? "" : " (" + said + ")",
                      instance(problem));
        };
    return new OperationsException(answer.status(), message);
  }

  /** The detail, which is about this request, else the title. */
  private static String said(JsonNode problem) {
    String detail = problem.path("detail").asText("");
    return sentence(detail.isEmpty() ? problem.path("title").asText("") : detail);
  }

  private static String sentence(String text) {
    return text.strip().replaceFirst("[.:]+$", "");
  }

  private static String or(String said, String otherwise) {
    return said.isEmpty() ? otherwise : said;
  }

  private static String versions(Answer answer) {
    return answer.status() == 405 ? ": is the stage of the same version as this command?" : "";
  }

  private static String instance(JsonNode problem) {
    String instance = problem.path("instance").asText("");
    return instance.isEmpty() ? "" : " for " + instance;
  }
}
