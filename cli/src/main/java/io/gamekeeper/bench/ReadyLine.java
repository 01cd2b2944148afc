package io.gamekeeper.bench;

import java.net.URI;
import java.util.Optional;

/** The line in which a process tells that it serves, and where: {@code ready URL}. */
public final class ReadyLine {
  private static final String READY = "ready ";

  private ReadyLine() {}

  /** Returns the line of a process that serves on a port of this machine. */
  public static String of(int port) {
    return READY + "http://127.0.0.1:" + port;
  }

  /** Returns the address that a line tells; empty if it is another line. */
  static Optional<URI> read(String line) {
    return line.startsWith(READY)
        ? Optional.of(URI.create(line.substring(READY.length())))
        : Optional.empty();
  }
}
