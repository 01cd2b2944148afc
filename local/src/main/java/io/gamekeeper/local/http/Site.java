package io.gamekeeper.local.http;

/** What answers the requests of a port or a name. */
@FunctionalInterface
public interface Site {

  /**
   * The answer to a request.
   *
   * @param startNanos when it came in, by {@link System#nanoTime}
   */
  Answer answer(FrontRequest request, long startNanos) throws InterruptedException;
}
