package io.gamekeeper.platform.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is printed to {@code System.out} while it is open. */
public final class Output implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Begins to listen. */
  public Output() {
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  /** Returns the lines so far. */
  public List<String> lines() {
    System.out.flush();
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
