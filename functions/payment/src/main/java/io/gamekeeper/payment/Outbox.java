package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/** The events to publish, written in the same transaction as the change that they announce. */
public interface Outbox {

  /**
   * Takes the oldest unpublished events that nobody else is publishing, publishes them and marks
   * what the bus took, all under one lock; a purchase whose last event that was is then committed
   * or compensated. At least once: if the mark is lost, they are published again.
   */
  Batch publish(int most, Announcements bus, Instant at);

  /** Returns when the oldest unpublished event was written. */
  Optional<Instant> oldest();

  /** How many events of a batch the bus took, and how many it did not. */
  record Batch(int published, int failed) {}
}
