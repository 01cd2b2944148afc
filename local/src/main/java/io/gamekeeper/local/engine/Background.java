package io.gamekeeper.local.engine;

/** The start of an engine while other resources are being created. */
public final class Background {
  private Background() {}

  /**
   * Starts an engine on a thread of its own. A failure is not reported here: the resource that
   * needs the engine starts it again, fails in the same way, and is named in the message.
   *
   * @return ends the engine
   */
  public static AutoCloseable start(String name, Runnable start, AutoCloseable end) {
    Thread.ofVirtual()
        .name("start " + name)
        .uncaughtExceptionHandler((thread, failure) -> {})
        .start(start);
    return end;
  }
}
