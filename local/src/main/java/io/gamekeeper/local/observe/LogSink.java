package io.gamekeeper.local.observe;

/** Takes what a function prints, line by line. */
@FunctionalInterface
public interface LogSink {

  /** Takes one line, without its line end. */
  void line(String line);
}
