package io.gamekeeper.local.appstore;

import java.util.Locale;

/** A store of the stage. */
public enum Shop {
  APPLE,
  GOOGLE;

  /** Returns the name of the store in requests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
