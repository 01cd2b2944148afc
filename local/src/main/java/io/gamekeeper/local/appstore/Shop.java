package io.gamekeeper.local.appstore;

import java.util.Locale;
import java.util.stream.Stream;

/** Which fake store. */
public enum Shop {
  APPLE,
  GOOGLE;

  /** Its name in requests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The store of an {@link #id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Shop of(String id) {
    return Stream.of(values())
        .filter(shop -> shop.id().equals(id))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException("no store: " + id + "; there are apple, google"));
  }
}
