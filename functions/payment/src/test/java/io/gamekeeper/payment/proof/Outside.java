package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.VoidedPurchases;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import java.util.List;
import java.util.Map;

/**
 * The outside of a server, its stores and its event bus; the schedule may let each call fail. While
 * one thing happens at a time, each call is checked: nobody outside is told of what is not
 * committed.
 */
final class Outside {
  private final Lane lane;
  private final Map<Store, FakeStoreFront> stores;
  private final FakeAnnouncements bus;
  private final boolean watching;

  Outside(Lane lane, Map<Store, FakeStoreFront> stores, FakeAnnouncements bus, boolean watching) {
    this.lane = lane;
    this.stores = stores;
    this.bus = bus;
    this.watching = watching;
  }

  FakeStoreFront front(Store store) {
    FakeStoreFront front = stores.get(store);
    if (front == null) {
      throw new IllegalArgumentException("no store: " + store);
    }
    return front;
  }

  StoreFront front(Store store, Effects effects) {
    FakeStoreFront front = front(store);
    return new StoreFront() {
      @Override
      public Store store() {
        return store;
      }

      @Override
      public Verification verify(Receipt receipt) {
        return effects.perform(
            "verify",
            () -> front.verify(receipt),
            fate -> new Verification.Unavailable("says the schedule"));
      }

      @Override
      public void acknowledge(StorePurchase purchase) {
        effects.perform(
            "acknowledge",
            () -> {
              if (watching
                  && Books.read(lane.monitor()).purchases().stream()
                      .noneMatch(row -> purchase.transactionId().equals(row.transaction()))) {
                throw new AssertionError(
                    store + " is told of a grant that is not committed: " + purchase);
              }
              front.acknowledge(purchase);
              return true;
            },
            fate -> {
              throw new StoreUnavailableException("says the schedule", null);
            });
      }
    };
  }

  VoidedPurchases voided(Effects effects) {
    return (from, until) ->
        effects.perform(
            "ask what is voided",
            () -> front(Store.GOOGLE).between(from, until),
            fate -> {
              throw new StoreUnavailableException("says the schedule", null);
            });
  }

  Announcements announcements(Effects effects) {
    return events ->
        effects.perform(
            "publish",
            () -> {
              List<Books.Row> committed =
                  watching ? Books.read(lane.monitor()).purchases() : List.of();
              for (Announcement event : events) {
                if (watching
                    && committed.stream()
                        .noneMatch(
                            row ->
                                row.id().equals(event.purchaseId())
                                    && row.isGranted()
                                    && row.version() >= event.version())) {
                  throw new AssertionError("published and not committed: " + event);
                }
              }
              return bus.publish(events);
            },
            fate -> {
              throw new BusSilentException();
            });
  }

  /** Returns what the bus took. */
  List<Announcement> published() {
    return bus.published();
  }

  /** Thrown if the bus does not answer. */
  static final class BusSilentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BusSilentException() {
      super("no answer from the bus, says the schedule");
    }
  }
}
