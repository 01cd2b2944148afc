package io.gamekeeper.local.appstore;

/**
 * How a store's servers fail.
 *
 * @param errorPercent of the requests are answered with 500; 0 to 100
 */
public record Outage(State state, int errorPercent) {
  /** Nothing fails. */
  public static final Outage NONE = new Outage(State.UP, 0);

  private static final int ALL = 100;

  /** What happens to a request. */
  public enum State {
    /** It is answered. */
    UP,
    /** It is answered, but after seconds. */
    SLOW,
    /** It does not arrive. */
    DOWN
  }

  public Outage {
    if (errorPercent < 0 || errorPercent > ALL) {
      throw new IllegalArgumentException("no percentage: " + errorPercent);
    }
  }
}
