package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The output of commands.
 *
 * @param out results
 * @param err progress, warnings, errors
 * @param terminal true if the output goes to a terminal, so that lines may be rewritten
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {

  /** Returns the process's own streams. */
  static Console ofProcess() {
    return new Console(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        isTerminal());
  }

  @SuppressWarnings("SystemConsoleNull") // it is null again in JDK 25, whose console is java.base's
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Prints lines of a result; no character in them can control the terminal. */
  void print(List<String> lines) {
    lines.forEach(line -> out.println(Printable.of(line)));
  }

  /** Prints JSON, likewise. */
  void print(JsonNode json) {
    out.println(Printable.json(json.toPrettyString()));
  }

  /** Prints the progress of the work. */
  void progress(String message) {
    err.println("gamekeeper: " + message);
  }
}
