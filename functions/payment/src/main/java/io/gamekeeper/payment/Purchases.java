package io.gamekeeper.payment;

import io.gamekeeper.payment.PurchaseLedger.Keeping;
import io.gamekeeper.payment.PurchaseOutcome.CannotPay;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.KeyReused;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.PurchaseOutcome.TooManyPending;
import io.gamekeeper.payment.PurchaseOutcome.Unknown;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buys. Each hop guarantees:
 *
 * <ul>
 *   <li>player → here: at least once; a repeat with the same key is answered from the ledger.
 *   <li>here → store, to verify: any number of times; it changes nothing there.
 *   <li>here → ledger: exactly once per (player, key) and per (store, transaction), by unique keys
 *       inside the transaction that writes purchase, postings, goods, count and event. From its
 *       commit on the purchase is granted and cannot be lost.
 *   <li>here → store, to acknowledge: once right after the commit, and again by the {@link
 *       Reconciler} until it is confirmed.
 *   <li>ledger → event bus: at least once, by the {@link OutboxRelay}.
 * </ul>
 */
public final class Purchases {
  private static final Logger LOG = LoggerFactory.getLogger(Purchases.class);

  /**
   * The most receipts that are kept for a player: more than an honest player buys while a store is
   * away. Further ones stay with the client, and nothing paid is lost: stores deliver again what
   * was not acknowledged.
   */
  static final int MOST_KEPT = 10;

  private final Catalogue catalogue;
  private final Map<Store, StoreFront> stores;
  private final TestPurchases tests;
  private final Terms terms;
  private final PurchaseLedger ledger;
  private final Retries retries;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<String> traces;

  /**
   * Buys from these stores.
   *
   * @param tests who may make test purchases
   * @param traces the trace of the request that is being served
   */
  public Purchases(
      Catalogue catalogue,
      Collection<? extends StoreFront> stores,
      TestPurchases tests,
      PurchaseLedger ledger,
      InstantSource clock,
      RandomGenerator random,
      Supplier<String> traces) {
    this.catalogue = catalogue;
    this.stores = new EnumMap<>(Store.class);
    stores.forEach(front -> this.stores.put(front.store(), front));
    this.tests = tests;
    this.terms = new Terms(catalogue, tests);
    this.ledger = ledger;
    this.retries = new Retries(random);
    this.clock = clock;
    this.random = random;
    this.traces = traces;
  }

  /** Returns what {@link Terms#isPriceListed} says. */
  public boolean isPriceListed(Grant grant) {
    return terms.isPriceListed(grant);
  }

  /** Buys, or returns the earlier result of the same request. */
  public PurchaseOutcome buy(PurchaseRequest request) {
    Instant now = now();
    Attempt attempt =
        new Attempt(
            PurchaseIds.next(now, random), request, Fingerprint.of(request), traces.get(), now);
    try {
      return request.store() == Store.WALLET ? fromWallet(attempt) : fromStore(attempt);
    } catch (LedgerUnavailableException | OutcomeUnknownException e) {
      LOG.warn(
          "purchase {} of player {} has no known outcome: {}",
          attempt.id(),
          request.player(),
          e.toString());
      return new Unknown();
    }
  }

  /**
   * Asks the store again for a purchase that was kept.
   *
   * @throws LedgerUnavailableException if nothing was written
   * @throws OutcomeUnknownException if that is not known
   */
  PurchaseOutcome resume(Attempt kept) {
    return verify(kept, true);
  }

  /** Buys from the wallet. The ledger is read only when its unique keys find a repeat. */
  private PurchaseOutcome fromWallet(Attempt attempt) {
    PurchaseRequest request = attempt.request();
    Instant now = attempt.at();
    Optional<Product> product = catalogue.find(request.sku());
    Optional<Refusal> refusal =
        terms
            .refusal(request)
            .or(() -> product.flatMap(found -> terms.refusalByWallet(request, found, now)));
    if (refusal.isPresent()) {
      return ledger
          .find(request.player(), request.key())
          .map(known -> answer(attempt, known))
          .orElseGet(() -> new Refused(refusal.get()));
    }
    return enter(
        purchase(
            attempt,
            product.orElseThrow(),
            request.quantity(),
            product.orElseThrow().listPrice(Store.WALLET, request.quantity()),
            Optional.empty()),
        false);
  }

  private PurchaseOutcome fromStore(Attempt attempt) {
    PurchaseRequest request = attempt.request();
    Optional<RecordedPurchase> known = ledger.find(request.player(), request.key());
    if (known.isPresent()) {
      return answer(attempt, known.get());
    }
    Optional<Refusal> refusal = terms.refusal(request);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    return verify(attempt, false);
  }

  private PurchaseOutcome verify(Attempt attempt, boolean kept) {
    PurchaseRequest request = attempt.request();
    StoreFront store = stores.get(request.store());
    if (store == null) {
      throw new IllegalStateException("no store front for " + request.store());
    }
    Receipt receipt = new Receipt(request.player(), request.sku(), request.receipt().orElseThrow());
    return switch (store.verify(receipt)) {
      case Verification.Verified(StorePurchase paid) -> grant(attempt, paid, kept);
      case Verification.Refused(Refusal reason) -> refuse(attempt, reason, kept);
      case Verification.Unavailable(String why) -> {
        LOG.warn("purchase {} waits for {}: {}", attempt.id(), request.store().id(), why);
        yield kept ? new Pending() : keep(attempt);
      }
    };
  }

  private PurchaseOutcome keep(Attempt attempt) {
    return switch (ledger.keep(attempt, retries.next(attempt.at(), 0), MOST_KEPT)) {
      case Keeping.Kept() -> new Pending();
      case Keeping.Known(RecordedPurchase known) -> answer(attempt, known);
      case Keeping.TooMany() -> new TooManyPending();
    };
  }

  private PurchaseOutcome refuse(Attempt attempt, Refusal reason, boolean kept) {
    if (kept) {
      ledger.refuse(attempt.id(), reason);
    }
    return new Refused(reason);
  }

  private PurchaseOutcome grant(Attempt attempt, StorePurchase paid, boolean kept) {
    PurchaseRequest request = attempt.request();
    Optional<Product> found = catalogue.find(request.sku());
    if (found.isEmpty()) {
      // The sku left the catalogue while the receipt was kept. It is paid, so it waits for a
      // person; its age raises an alarm.
      return new Pending();
    }
    Product product = found.get();
    Optional<Refusal> refusal = terms.refusal(product, request.player(), paid);
    if (refusal.isPresent()) {
      return refuse(attempt, refusal.get(), kept);
    }
    // Where the store does not tell, it was one of ours; the price shown may say which.
    Price price =
        paid.price()
            .or(
                () ->
                    request
                        .shownPrice()
                        .filter(p -> product.accepts(request.store(), p, paid.quantity())))
            .orElseGet(() -> product.listPrice(request.store(), paid.quantity()));
    NewPurchase purchase = purchase(attempt, product, paid.quantity(), price, Optional.of(paid));
    if (!terms.isPriceListed(purchase.grant())) {
      LOG.warn(
          "purchase {} was paid at a price that is not in the catalogue: {}", attempt.id(), price);
    }
    return enter(purchase, kept);
  }

  private NewPurchase purchase(
      Attempt attempt,
      Product product,
      int quantity,
      Price price,
      Optional<StorePurchase> payment) {
    Instant at = now();
    Goods goods = product.goods().times(quantity);
    boolean isTest = payment.filter(StorePurchase::test).isPresent();
    String player = attempt.request().player();
    return new NewPurchase(
        attempt,
        new Grant(
            attempt.id(),
            product.sku(),
            quantity,
            attempt.request().store(),
            price,
            goods.wallet(),
            goods.items(),
            List.of(),
            isTest),
        at,
        payment,
        isTest
            ? tests.countOf(player, at)
            : product
                .limit()
                .map(
                    limit ->
                        new NewPurchase.Count(
                            limit.periodOf(at), limit.count(), payment.isEmpty())),
        isTest ? tests.dayOf(player, at) : Optional.empty(),
        retries.next(at, 0));
  }

  private PurchaseOutcome enter(NewPurchase purchase, boolean kept) {
    Attempt attempt = purchase.attempt();
    return switch (entered(purchase, kept)) {
      case Entered.Done(List<Credit> settled) -> {
        purchase.payment().ifPresent(paid -> acknowledge(attempt.id(), paid));
        yield new Granted(purchase.grant().settling(settled), false);
      }
      case Entered.Known(RecordedPurchase known) -> known(attempt, known, kept);
      case Entered.CannotPay() -> new CannotPay();
      case Entered.LimitReached() -> refuse(attempt, Refusal.LIMIT_REACHED, kept);
      case Entered.TakenBack() -> refuse(attempt, Refusal.PAYMENT_TAKEN_BACK, kept);
    };
  }

  /** Enters the purchase; if the outcome is unknown, looks for it over another connection. */
  private Entered entered(NewPurchase purchase, boolean kept) {
    try {
      return kept ? ledger.complete(purchase) : ledger.enter(purchase);
    } catch (OutcomeUnknownException e) {
      PurchaseRequest request = purchase.attempt().request();
      RecordedPurchase found =
          ledger
              .find(request.player(), request.key())
              .filter(known -> known.state() != PurchaseState.PREPARING)
              .orElseThrow(() -> e);
      return found.attempt().id().equals(purchase.attempt().id())
          ? new Entered.Done(found.grant().orElseThrow().settled())
          : new Entered.Known(found);
    }
  }

  private PurchaseOutcome known(Attempt attempt, RecordedPurchase known, boolean kept) {
    PurchaseRequest before = known.attempt().request();
    if (!before.player().equals(attempt.request().player())) {
      return refuse(attempt, Refusal.RECEIPT_REPLAYED, kept);
    }
    if (before.key().equals(attempt.request().key())) {
      return kept && known.state() == PurchaseState.PREPARING
          ? new Pending()
          : answer(attempt, known);
    }
    // The same payment under another key of the same player: the ledger knows better than a
    // signature whether it stands. If so, it is a repeat, which needs no record.
    if (known.state().wasGranted() && !known.state().stands()) {
      return refuse(attempt, Refusal.PAYMENT_TAKEN_BACK, kept);
    }
    if (kept) {
      ledger.forget(attempt.id());
    }
    return new Granted(known.grant().orElseThrow(), true);
  }

  /** Answers a request by the purchase that its key names. */
  private PurchaseOutcome answer(Attempt attempt, RecordedPurchase known) {
    if (!known.attempt().fingerprint().equals(attempt.fingerprint())) {
      return new KeyReused();
    }
    return switch (known.state()) {
      case PREPARING -> verify(known.attempt(), true);
      case REFUSED -> new Refused(known.refusal().orElseThrow());
      case EXECUTING, COMMITTED, COMPENSATING, COMPENSATED ->
          new Granted(known.grant().orElseThrow(), true);
    };
  }

  /** Tells the store; if that fails, the reconciler does it later. */
  private void acknowledge(String purchaseId, StorePurchase paid) {
    try {
      acknowledged(purchaseId, paid);
    } catch (StoreUnavailableException | LedgerUnavailableException | OutcomeUnknownException e) {
      LOG.warn("purchase {} is not acknowledged yet", purchaseId, e);
    }
  }

  /**
   * Tells the store of a granted purchase, and the ledger that it knows.
   *
   * @throws StoreUnavailableException if the store did not confirm it
   */
  void acknowledged(String purchaseId, StorePurchase paid) {
    StoreFront store = stores.get(paid.store());
    if (store == null) {
      throw new IllegalStateException("no store front for " + paid.store());
    }
    store.acknowledge(paid);
    ledger.acknowledged(purchaseId, now());
  }

  /** Returns the time in milliseconds, as the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Ids that grow with time, so that an index takes them at its end: UUIDs of version 7. */
  private static final class PurchaseIds {
    private static final int RANDOM_BYTES = 10;

    static String next(Instant at, RandomGenerator random) {
      byte[] tail = new byte[RANDOM_BYTES];
      random.nextBytes(tail);
      tail[0] = (byte) ((tail[0] & 0x0f) | 0x70);
      tail[2] = (byte) ((tail[2] & 0x3f) | 0x80);
      String hex = String.format("%012x", at.toEpochMilli()) + HexFormat.of().formatHex(tail);
      return String.join(
          "-",
          hex.substring(0, 8),
          hex.substring(8, 12),
          hex.substring(12, 16),
          hex.substring(16, 20),
          hex.substring(20));
    }
  }
}
