package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/** Events that were written together with what they tell of. */
public interface Outbox {

  /**
   * Takes the oldest unpublished events that nobody else is publishing, publishes them and marks
   * what the bus took, all under one lock; a purchase whose last event that was is then committed
   * or compensated. At least once: if the mark is lost, they are published again.
   */
  Batch publish(int most, Announcements bus, Instant at);

  /** When the oldest unpublished event was written. */
  Optional<Instant> oldest();

  /** How many events of a batch the bus took, and how many it did not. */
  record Batch(int published, int failed) {}
}
