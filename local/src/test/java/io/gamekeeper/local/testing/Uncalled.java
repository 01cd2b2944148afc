package io.gamekeeper.local.testing;

import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.Waiting;
import java.lang.reflect.Proxy;

/** Stand-ins that a test hands over and that nothing may call. */
public final class Uncalled {
  private Uncalled() {}

  /** An object of which every method throws. */
  public static <T> T of(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  /** A platform that can wait, and nothing else. */
  public static Platform platform(Waiting waiting) {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (_, method, _) -> {
              if (method.getName().equals("waiting")) {
                return waiting;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
