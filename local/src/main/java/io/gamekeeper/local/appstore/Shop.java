package io.gamekeeper.local.appstore;

import java.util.Locale;

/** Which fake store. */
public enum Shop {
  APPLE,
  GOOGLE;

  /** Its name in requests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
