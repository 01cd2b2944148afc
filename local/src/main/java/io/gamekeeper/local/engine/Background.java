package io.gamekeeper.local.engine;

/** Starts engines while other resources are being created. */
public final class Background {
  private Background() {}

  /**
   * Starts an engine on a thread of its own. A failure is not reported from here: the resource that
   * needs the engine starts it again, meets the same fault and is named with it.
   *
   * @return the engine's end
   */
  public static AutoCloseable start(String name, Runnable start, AutoCloseable end) {
    Thread.ofVirtual()
        .name("start " + name)
        .uncaughtExceptionHandler((thread, failure) -> {})
        .start(start);
    return end;
  }
}
