package io.gamekeeper.local.template;

import java.util.ArrayDeque;
import java.util.Deque;

/** The actions that stop a stage, run in reverse order, even if some of them fail. */
final class Shutdown {
  private final Deque<Step> steps = new ArrayDeque<>();

  private record Step(String what, AutoCloseable action) {}

  synchronized void add(String what, AutoCloseable action) {
    steps.push(new Step(what, action));
  }

  /**
   * Stops everything.
   *
   * @throws IllegalStateException if something could not be stopped; everything else is
   */
  synchronized void run() {
    IllegalStateException failures = new IllegalStateException("not everything could be stopped");
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        step.action().close();
      } catch (Exception e) {
        failures.addSuppressed(new IllegalStateException("stopping " + step.what(), e));
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
