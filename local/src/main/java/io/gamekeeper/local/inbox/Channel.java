package io.gamekeeper.local.inbox;

import java.util.Locale;

/** A way to reach people. */
public enum Channel {
  MAIL,
  SLACK,
  WECOM,
  /** A call that speaks a text. */
  PHONE,
  SMS;

  /** Returns the channel's name in commands. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
