package io.gamekeeper.contract;

/**
 * The stream in Redis on which game servers report their players' sessions. An entry has the fields
 * below. Servers append what they have not appended yet; whoever reads keeps the own position.
 * Readers are the collector of the players' metrics and {@link GameFunction#SESSION_EVENTS}.
 */
public final class SessionStream {
  /**
   * The stream's key. The braces keep it on one node with {@link #reported} and {@link #QUEUED}.
   */
  public static final String KEY = "{session-events}";

  /**
   * The number of entries, more or less, that the stream keeps: some 20 MB. With 10,000 players at
   * a time whose sessions last half an hour, that is the last five hours.
   */
  public static final int KEPT = 200_000;

  /** The player's id. */
  public static final String PLAYER = "player";

  /** When the session began or ended, in epoch milliseconds. */
  public static final String AT = "at";

  /** In entries about an end: how long the session was, in milliseconds. */
  public static final String LENGTH = "length";

  /**
   * The key of the id of the last entry that is in the queue of players' events: beside the stream,
   * so that both are lost together.
   */
  public static final String QUEUED = KEY + ":queued";

  private SessionStream() {}

  /**
   * Returns the key under which a server's last report is noted, so that a report whose answer was
   * lost can be repeated and counts once.
   *
   * @param server an id that no other run of a server has
   */
  public static String reported(String server) {
    return KEY + ":reported:" + server;
  }
}
