package io.gamekeeper.local.http;

import java.util.function.Consumer;

/** The site behind a port or a host name. */
@FunctionalInterface
public interface Site {

  /**
   * Returns the answer to a request.
   *
   * @param startNanos when it came in, by {@link System#nanoTime}
   */
  Answer answer(FrontRequest request, long startNanos) throws InterruptedException;

  /**
   * Answers a request on the request's own thread: a fresh virtual one that does nothing else, so
   * that a function may run on it.
   *
   * @param startNanos when it came in, by {@link System#nanoTime}
   * @param to gets the answer, once; possibly from another thread, while this one is still busy
   */
  default void answer(FrontRequest request, long startNanos, Consumer<Answer> to)
      throws InterruptedException {
    to.accept(answer(request, startNanos));
  }
}
