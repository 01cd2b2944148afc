package io.gamekeeper.contract;

/**
 * The largest bodies of the routes that take receipts. The functions refuse what is larger, and the
 * firewall lets pass what is not.
 */
public enum BodyLimit {
  /** A purchase with its receipt. */
  RECEIPT(64 * 1024),

  /** What a store tells; stores do not say how much that may be. */
  NOTICE(256 * 1024);

  private final int bytes;

  BodyLimit(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
