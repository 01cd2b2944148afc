package io.gamekeeper.local.observe;

/** The sink of a function's output, line by line. */
@FunctionalInterface
public interface LogSink {

  /** Takes one line, without its line end. */
  void line(String line);
}
