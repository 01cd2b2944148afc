package io.gamekeeper.contract;

/**
 * The largest bodies of the routes that take much at once. The functions refuse larger bodies; the
 * firewall lets all others pass.
 */
public enum BodyLimit {
  /** A purchase with its receipt. */
  RECEIPT(64 * 1024),

  /** A store's notification; stores do not say how large that may be. */
  NOTICE(256 * 1024),

  /** A batch of a player's events. */
  EVENTS(256 * 1024);

  private final int bytes;

  BodyLimit(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
