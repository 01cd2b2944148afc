package io.gamekeeper.oncall.page;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Calls of what is outside, each of which has two points at which the caller may die: before it,
 * and after it but before its answer. One of all these is chosen.
 */
final class CrashPoints {
  private final int chosen;
  private int passed;

  private CrashPoints(int chosen) {
    this.chosen = chosen;
  }

  /** Nobody dies. */
  static CrashPoints none() {
    return at(-1);
  }

  /** The caller dies at that point, the first being 0. */
  static CrashPoints at(int point) {
    return new CrashPoints(point);
  }

  /** Returns how many points were passed. */
  int passed() {
    return passed;
  }

  /** Runs some work; false if it died. */
  boolean survives(Runnable work) {
    try {
      work.run();
      return true;
    } catch (Death e) {
      return false;
    }
  }

  /** Returns the same with crash points. */
  <T> T in(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              point();
              Object answer;
              try {
                answer = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              point();
              return answer;
            }));
  }

  private void point() {
    if (passed++ == chosen) {
      throw new Death();
    }
  }

  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }
}
