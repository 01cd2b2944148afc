package io.gamekeeper.local.appstore;

import java.util.Locale;
import java.util.stream.Stream;

/** A store of the stage. */
public enum Shop {
  APPLE,
  GOOGLE;

  /** Returns the name of the store in requests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the store of an {@link #id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Shop of(String id) {
    return Stream.of(values())
        .filter(shop -> shop.id().equals(id))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException("there is no store " + id + "; use apple or google"));
  }
}
