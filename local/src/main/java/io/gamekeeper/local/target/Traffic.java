package io.gamekeeper.local.target;

/**
 * What has gone over an instance's network since it was registered.
 *
 * @param in bytes to the instance
 * @param out bytes from the instance
 */
public record Traffic(long in, long out) {
  public static final Traffic NONE = new Traffic(0, 0);

  /** Returns what has gone since an earlier look; all of it, if the counting began anew. */
  public Traffic since(Traffic earlier) {
    return in < earlier.in || out < earlier.out
        ? this
        : new Traffic(in - earlier.in, out - earlier.out);
  }

  /** Returns the sum. */
  public Traffic plus(Traffic other) {
    return new Traffic(in + other.in, out + other.out);
  }
}
