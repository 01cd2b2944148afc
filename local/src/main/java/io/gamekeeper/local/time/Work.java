package io.gamekeeper.local.time;

/** Work that ends early when its thread is interrupted. */
@FunctionalInterface
public interface Work {
  void run() throws InterruptedException;
}
