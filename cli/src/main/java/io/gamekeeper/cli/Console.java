package io.gamekeeper.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The output of commands.
 *
 * @param out results
 * @param err progress, warnings, errors
 * @param terminal true if the output goes to a terminal, so that lines may be rewritten
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal) {

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

  /** Prints the progress of the work. */
  void progress(String message) {
    err.println("gamekeeper: " + message);
  }
}
