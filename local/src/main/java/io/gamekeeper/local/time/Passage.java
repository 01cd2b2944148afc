package io.gamekeeper.local.time;

import java.time.Instant;

/**
 * How time passes between two entries of a plan. All methods but {@link #start} are called under
 * the plan's lock.
 */
sealed interface Passage permits Following, Leading {

  /** Begins to look after the plan. */
  void start();

  /** Tells whether what is due then begins at once, without being planned. */
  boolean begins(Instant due);

  /** Notes that an entry was planned. */
  void planned(Plan.Entry entry);

  /** Notes that an entry was forgotten, or that less runs than before. */
  void eased();

  /** Notes that a caller from outside waits until a time. */
  void awaited(Instant time);

  /** Ends. */
  void close();
}
