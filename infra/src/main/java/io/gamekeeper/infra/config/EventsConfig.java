package io.gamekeeper.infra.config;

/**
 * How players' events are taken and kept.
 *
 * @param queueFullAt how many messages may wait for the listeners before senders are told to wait
 * @param keptDays how long the players' log keeps an event
 */
public record EventsConfig(int queueFullAt, int keptDays) {
  private static final int MOST_WAITING = 10_000_000;

  /** Erasure promises that nothing of a player is left after that. */
  private static final int LONGEST_KEPT = 400;

  static EventsConfig read(ConfigObject events) {
    return new EventsConfig(
        events.integer("queueFullAt", 10, MOST_WAITING),
        events.integer("keptDays", 1, LONGEST_KEPT));
  }
}
