package io.gamekeeper.console.logs;

/**
 * The outcome of a look at the logs.
 *
 * @param <T> what was looked for
 */
public sealed interface Looked<T> {
  /** It is there. */
  record Found<T>(T value) implements Looked<T> {}

  /** There is no such thing in this stage. */
  record Missing<T>(String what) implements Looked<T> {}

  /** The question cannot be answered as it is put. */
  record Refused<T>(String why) implements Looked<T> {}
}
