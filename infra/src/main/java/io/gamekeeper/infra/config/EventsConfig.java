package io.gamekeeper.infra.config;

/**
 * How players' events are taken and kept.
 *
 * @param queueFullAt how many messages may wait for the listeners before senders are told to wait
 * @param batchesAtOnce how many batches of each queue are worked on at the same time
 * @param keptDays how long the players' log keeps an event
 */
public record EventsConfig(int queueFullAt, int batchesAtOnce, int keptDays) {
  private static final int MOST_WAITING = 10_000_000;

  /** What Lambda allows for a queue. */
  private static final int FEWEST_AT_ONCE = 2;

  private static final int MOST_AT_ONCE = 1_000;

  /** Erasure promises that nothing of a player is left after that. */
  private static final int LONGEST_KEPT = 400;

  static EventsConfig read(ConfigObject events) {
    return new EventsConfig(
        events.integer("queueFullAt", 10, MOST_WAITING),
        events.integer("batchesAtOnce", FEWEST_AT_ONCE, MOST_AT_ONCE),
        events.integer("keptDays", 1, LONGEST_KEPT));
  }
}
