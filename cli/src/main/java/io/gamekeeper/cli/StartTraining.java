package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.admin.StageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs short commands against a stage that this program plays, so that the JVM sees which classes
 * they load and writes them to the archive from which the launcher starts the next ones. A class
 * that is missing there only costs the time to load it.
 */
final class StartTraining {
  private static final List<String> COMMANDS =
      List.of(
          "--help",
          "alarm list",
          "alarm list --state ALARM --json",
          "alarm show a",
          "alarm fire a --reason r",
          "alarm show none",
          "alarm list --state none",
          "dashboard list",
          "events status",
          "events dead",
          "dashboard show d",
          "fleet list",
          "fleet activities",
          "lake queries",
          "lake ask q --param from=2026-01-01",
          "ledger check",
          "logs list",
          "logs query q --from 1h",
          "logs tail g --from 2026-01-01T00:00:00Z",
          "payment provider",
          "player export p",
          "player erasure p",
          "incident list",
          "runbook list",
          "runbook show r",
          "trace list",
          "trace show 1",
          "audit list",
          "token player",
          "status",
          "engine list");

  private final JsonNode answers;

  private StartTraining(JsonNode answers) {
    this.answers = answers;
  }

  /**
   * Runs the commands.
   *
   * @param arguments a folder that takes what a project has; it is the caller's to delete
   */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    try (InputStream file = StartTraining.class.getResourceAsStream("training.json")) {
      new StartTraining(new ObjectMapper().readTree(file)).run(root);
    }
  }

  private void run(Path root) throws Exception {
    Files.writeString(root.resolve("cdk.json"), "{}");
    Path token = Files.writeString(root.resolve("token"), "t");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    int port = server.getAddress().getPort();
    AutoCloseable entry =
        new StageFile(port, port, token, ProcessHandle.current().pid(), root).publish(root);
    StringWriter errors = new StringWriter();
    try {
      Console console =
          new Console(new PrintWriter(Writer.nullWriter()), new PrintWriter(errors), false);
      Surroundings surroundings = Surroundings.of(() -> new Project(root));
      for (String command : COMMANDS) {
        Gamekeeper.run(console, surroundings, command.split(" ", -1));
      }
    } finally {
      entry.close();
      server.stop(0);
    }
    if (errors.toString().contains(Gamekeeper.UNEXPECTED)) {
      throw new IllegalStateException(errors.toString());
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    JsonNode answer = answers.path(exchange.getRequestURI().getPath());
    byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(
        answer.isMissingNode() ? 404 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
