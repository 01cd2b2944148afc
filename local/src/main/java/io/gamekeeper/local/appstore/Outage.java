package io.gamekeeper.local.appstore;

/**
 * The way in which a store's servers fail.
 *
 * @param errorPercent share of the requests that are answered with 500, 0 to 100
 */
public record Outage(State state, int errorPercent) {
  /** No failure. */
  public static final Outage NONE = new Outage(State.UP, 0);

  private static final int ALL = 100;

  /** The fate of a request. */
  public enum State {
    /** The request is answered. */
    UP,
    /** The request is answered after seconds. */
    SLOW,
    /** The request does not arrive. */
    DOWN
  }

  public Outage {
    if (errorPercent < 0 || errorPercent > ALL) {
      throw new IllegalArgumentException("not a percentage: " + errorPercent);
    }
  }
}
