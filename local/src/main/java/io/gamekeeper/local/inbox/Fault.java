package io.gamekeeper.local.inbox;

/**
 * The way in which a channel's service fails.
 *
 * @param errorPercent share of the requests that are answered with an internal error, 0 to 100
 */
public record Fault(State state, int errorPercent) {
  /** No failure. */
  public static final Fault NONE = new Fault(State.UP, 0);

  private static final int ALL = 100;

  /** The fate of a request. */
  public enum State {
    /** The request is answered. */
    UP,
    /** The request is answered after seconds. */
    SLOW,
    /** The request does not arrive. */
    DOWN,
    /** The request is refused because there were too many. */
    BUSY
  }

  public Fault {
    if (errorPercent < 0 || errorPercent > ALL) {
      throw new IllegalArgumentException("not a percentage: " + errorPercent);
    }
  }
}
