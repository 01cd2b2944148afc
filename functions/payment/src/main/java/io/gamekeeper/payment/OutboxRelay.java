package io.gamekeeper.payment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Publishes the outbox: each event at least once, and the events of one purchase in their order
 * unless the bus fails in between. Any number of relays may run at a time.
 */
public final class OutboxRelay {
  private static final int BATCH = 50;

  private final Outbox outbox;
  private final Announcements bus;
  private final InstantSource clock;

  public OutboxRelay(Outbox outbox, Announcements bus, InstantSource clock) {
    this.outbox = outbox;
    this.bus = bus;
    this.clock = clock;
  }

  /**
   * Publishes until nothing is left, the bus refuses something, or the deadline has passed.
   *
   * @throws LedgerUnavailableException if the outbox cannot be read
   * @throws OutcomeUnknownException if it is not known whether what was published is marked
   */
  public Report run(Instant deadline) {
    if (outbox.oldest().isEmpty()) {
      return new Report(0, 0, Duration.ZERO); // most looks: one read, and no lock on the table
    }
    int published = 0;
    int failed = 0;
    Outbox.Batch batch;
    do {
      batch = outbox.publish(BATCH, bus, clock.instant());
      published += batch.published();
      failed += batch.failed();
    } while (batch.published() == BATCH && clock.instant().isBefore(deadline));
    Instant now = clock.instant();
    Duration oldest =
        outbox.oldest().map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    return new Report(published, failed, oldest);
  }

  /**
   * What a run did.
   *
   * @param oldest age of the oldest event that is still unpublished; zero if none is
   */
  public record Report(int published, int failed, Duration oldest) {}
}
