package io.gamekeeper.payment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes pending purchases: asks stores again about kept receipts, acknowledges what is granted,
 * applies notices, asks for what stores took back, and deletes what is no longer needed. Any number
 * may run at a time and each may stop anywhere: every step is repeatable, and a purchase that one
 * took comes back after a while.
 */
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int BATCH = 100;

  /** A store may list what it took back with a delay; what it lists twice has no effect. */
  private static final Duration OVERLAP = Duration.ofHours(1);

  /** The time that Google Play looks back. */
  private static final Duration FIRST_LOOK = Duration.ofDays(30);

  private static final Duration KEPT_FOR_SUPPORT = LedgerCheck.PUBLISHED_EVENTS_STAY;

  /**
   * How long refused purchases are kept: longer than a client repeats a request. After that, the
   * store would refuse it once more.
   */
  private static final Duration REFUSALS_STAY = Duration.ofDays(30);

  private final Purchases purchases;
  private final Backlog backlog;
  private final NoticeLog notices;
  private final Map<Store, ? extends VoidedPurchases> voided;
  private final InstantSource clock;
  private final Retries retries;

  public Reconciler(
      Purchases purchases,
      Backlog backlog,
      NoticeLog notices,
      Map<Store, ? extends VoidedPurchases> voided,
      InstantSource clock,
      RandomGenerator random) {
    this.purchases = purchases;
    this.backlog = backlog;
    this.notices = notices;
    this.voided = voided;
    this.clock = clock;
    this.retries = new Retries(random);
  }

  /**
   * Works until nothing is due or the deadline has passed.
   *
   * @throws LedgerUnavailableException if the ledger cannot be reached
   * @throws OutcomeUnknownException if it was lost at a commit
   */
  public Report run(Instant deadline) {
    Tally tally = new Tally();
    drive(deadline, tally);
    ask(deadline, tally);
    apply(deadline, tally);
    Instant now = now();
    int cleaned = backlog.cleanUp(now.minus(KEPT_FOR_SUPPORT), now.minus(REFUSALS_STAY), BATCH);
    return new Report(
        tally.granted,
        tally.refused,
        tally.acknowledged,
        tally.takenBack,
        tally.reinstated,
        tally.unavailable,
        cleaned,
        backlog.kept(),
        backlog.oldest().map(since -> Duration.between(since, now)).orElse(Duration.ZERO));
  }

  private void drive(Instant deadline, Tally tally) {
    List<Backlog.Due> due;
    do {
      due = backlog.due(now(), BATCH);
      for (Backlog.Due one : due) {
        if (!now().isBefore(deadline)) {
          return;
        }
        if (backlog.claim(one, retries.next(now(), one.attempts() + 1))) {
          drive(one, tally);
        }
      }
    } while (due.size() == BATCH);
  }

  private void drive(Backlog.Due due, Tally tally) {
    switch (due) {
      case Backlog.Kept kept -> {
        switch (purchases.resume(kept.attempt())) {
          case PurchaseOutcome.Granted granted -> tally.granted += granted.repeated() ? 0 : 1;
          case PurchaseOutcome.Refused refused -> tally.refused++;
          case PurchaseOutcome.Pending pending -> tally.unavailable++;
          case PurchaseOutcome.KeyReused reused -> throw unexpected(kept, reused);
          case PurchaseOutcome.CannotPay cannotPay -> throw unexpected(kept, cannotPay);
          case PurchaseOutcome.TooManyPending tooMany -> throw unexpected(kept, tooMany);
          case PurchaseOutcome.Unknown unknown -> throw unexpected(kept, unknown);
        }
      }
      case Backlog.Unacknowledged granted -> {
        try {
          purchases.acknowledged(granted.purchaseId(), granted.payment());
          tally.acknowledged++;
        } catch (StoreUnavailableException e) {
          tally.unavailable++;
          LOG.warn("purchase {} is not acknowledged yet", granted.purchaseId(), e);
        }
      }
    }
  }

  private static IllegalStateException unexpected(Backlog.Kept kept, PurchaseOutcome outcome) {
    return new IllegalStateException("kept purchase " + kept.purchaseId() + " came to " + outcome);
  }

  private void ask(Instant deadline, Tally tally) {
    for (Map.Entry<Store, ? extends VoidedPurchases> asked : voided.entrySet()) {
      if (!now().isBefore(deadline)) {
        return;
      }
      Store store = asked.getKey();
      Instant to = now();
      Instant from =
          notices
              .watermark(store)
              .map(mark -> mark.minus(OVERLAP))
              .orElseGet(() -> to.minus(FIRST_LOOK));
      try {
        for (StoreNotice notice : asked.getValue().between(from, to)) {
          notices.keep(notice, "", to);
        }
        notices.watermark(store, to);
      } catch (StoreUnavailableException e) {
        tally.unavailable++;
        LOG.warn("{} does not say what it took back", store.id(), e);
      }
    }
  }

  private void apply(Instant deadline, Tally tally) {
    List<StoreNotice> applicable;
    do {
      applicable = notices.applicable(BATCH);
      for (StoreNotice notice : applicable) {
        if (!now().isBefore(deadline)) {
          return;
        }
        switch (notices.apply(notice, now())) {
          case TAKEN_BACK -> tally.takenBack++;
          case REINSTATED -> tally.reinstated++;
          case WAITING, NO_CHANGE -> {}
        }
      }
    } while (applicable.size() == BATCH);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The report of a run.
   *
   * @param granted kept receipts that turned out true
   * @param refused kept receipts that turned out to be invalid
   * @param takenBack purchases whose payment was given back
   * @param unavailable how often a store did not answer
   * @param cleaned how many old receipts, events and refusals were deleted
   * @param kept how many receipts wait for their store
   * @param oldestPending age of the oldest purchase that is not finished; zero if all are
   */
  public record Report(
      int granted,
      int refused,
      int acknowledged,
      int takenBack,
      int reinstated,
      int unavailable,
      int cleaned,
      int kept,
      Duration oldestPending) {}

  private static final class Tally {
    private int granted;
    private int refused;
    private int acknowledged;
    private int takenBack;
    private int reinstated;
    private int unavailable;
  }
}
