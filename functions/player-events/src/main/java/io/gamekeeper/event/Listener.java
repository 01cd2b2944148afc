package io.gamekeeper.event;

import io.gamekeeper.contract.event.EventType;
import java.time.Duration;
import java.util.Set;

/**
 * A listener as {@code listeners.yaml} declares it.
 *
 * @param name by which people know it
 * @param priority in which order listeners are called with a batch: the lowest first
 * @param types the events that it hears
 * @param ordered whether it hears each player's events one after the other in the order in which
 *     they were accepted; it is called by a function of its own then
 * @param timeLimit after which a call counts as failed
 * @param retry what happens with events that it failed for
 */
public record Listener(
    String name,
    int priority,
    Set<EventType> types,
    boolean ordered,
    Duration timeLimit,
    Retry retry) {
  /**
   * When a listener is called again with events that it failed for. The delays double, up to the
   * longest, and are a random share of that.
   *
   * @param attempts how often it is called in all, before the events wait for a person
   */
  public record Retry(int attempts, Duration firstDelay, Duration longestDelay) {
    /** Returns the longest delay before the call that follows so many failed ones. */
    public Duration delay(int failures) {
      Duration delay = firstDelay;
      for (int i = 1; i < failures && delay.compareTo(longestDelay) < 0; i++) {
        delay = delay.multipliedBy(2);
      }
      return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }
  }

  public Listener {
    types = Set.copyOf(types);
  }
}
