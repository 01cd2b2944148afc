package io.gamekeeper.payment.testing;

import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.VoidedPurchases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A store with its own books: it sells, vouches for the receipts it gave out, and takes payments
 * back. Any number of threads may use it.
 */
public final class FakeStoreFront implements StoreFront, VoidedPurchases {
  private final Store store;
  private final Map<String, StorePurchase> sold = new HashMap<>();
  private final Map<String, StoreNotice> takenBack = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();
  private Instant askedFrom = Instant.MIN;
  private boolean verifies = true;
  private boolean acknowledges = true;

  public FakeStoreFront(Store store) {
    this.store = store;
  }

  /** Sells one at whatever it costs; returns the receipt, which is also the transaction's id. */
  public String sell(String sku, Instant at) {
    return sell(sku, 1, Optional.empty(), at);
  }

  /** Sells; returns the receipt, which is also the transaction's id. */
  public synchronized String sell(String sku, int quantity, Optional<Price> price, Instant at) {
    String id = store.id() + "-" + (sold.size() + 1);
    sold.put(id, new StorePurchase(store, id, sku, quantity, price, at, "handle-of-" + id, false));
    return id;
  }

  /** Sells one to somebody who tests, for no money. */
  public synchronized String sellToTester(String sku, Instant at) {
    String id = sell(sku, at);
    sold.computeIfPresent(
        id,
        (_, paid) ->
            new StorePurchase(
                store, id, sku, paid.quantity(), paid.price(), at, paid.handle(), true));
    return id;
  }

  /** Takes a payment back; the notice may be delivered, any number of times. */
  public StoreNotice takeBack(String transactionId, Instant at) {
    return takeBack(transactionId, Share.ALL, at);
  }

  /** Takes a share of a payment back; of a part the store goes on to vouch for the payment. */
  public synchronized StoreNotice takeBack(String transactionId, Share share, Instant at) {
    StoreNotice notice =
        new StoreNotice(
            store,
            "voided-%s-%d-of-%d-%s".formatted(transactionId, share.part(), share.whole(), at),
            "refund",
            at,
            new StoreNotice.TakenBack(transactionId, share, at));
    takenBack.put(transactionId, notice);
    return notice;
  }

  /** Lets a payment stand again. */
  public synchronized StoreNotice reinstate(String transactionId, Instant at) {
    takenBack.remove(transactionId);
    return new StoreNotice(
        store,
        "reinstated-" + transactionId + "-" + at,
        "refund reversed",
        at,
        new StoreNotice.Reinstated(transactionId, at));
  }

  /**
   * Vouches for the payment again as its signature does, which knows of nothing that came later.
   */
  public synchronized void forgets(String transactionId) {
    takenBack.remove(transactionId);
  }

  /** Whether it tells if receipts are true. */
  public synchronized void verifies(boolean verifies) {
    this.verifies = verifies;
  }

  /** Whether it takes acknowledgements. */
  public synchronized void acknowledges(boolean acknowledges) {
    this.acknowledges = acknowledges;
  }

  /** Returns the transactions that it knows to be granted. */
  public synchronized Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** Everything it sold. */
  public synchronized List<StorePurchase> sold() {
    return List.copyOf(sold.values());
  }

  /** Since when somebody asked last for what it took back. */
  public synchronized Instant askedFrom() {
    return askedFrom;
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public synchronized Verification verify(Receipt receipt) {
    if (!verifies) {
      return new Verification.Unavailable("the test says so");
    }
    StorePurchase purchase = sold.get(receipt.content());
    if (purchase == null) {
      return new Verification.Refused(Refusal.RECEIPT_FORGED);
    }
    StoreNotice notice = takenBack.get(purchase.transactionId());
    return notice != null
            && notice.meaning() instanceof StoreNotice.TakenBack taken
            && taken.share().equals(Share.ALL)
        ? new Verification.Refused(Refusal.PAYMENT_TAKEN_BACK)
        : new Verification.Verified(purchase);
  }

  @Override
  public synchronized void acknowledge(StorePurchase purchase) {
    if (!acknowledges) {
      throw new StoreUnavailableException("the test says so", null);
    }
    acknowledged.add(purchase.transactionId());
  }

  @Override
  public synchronized List<StoreNotice> between(Instant from, Instant until) {
    if (!verifies) {
      throw new StoreUnavailableException("the test says so", null);
    }
    askedFrom = from;
    List<StoreNotice> notices = new ArrayList<>();
    for (StoreNotice notice : takenBack.values()) {
      if (!notice.sentAt().isBefore(from) && notice.sentAt().isBefore(until)) {
        notices.add(notice);
      }
    }
    return notices;
  }
}
