package io.gamekeeper.payment.storefront;

import io.gamekeeper.payment.Fingerprint;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import java.time.Instant;
import java.util.Optional;

/** What came of reading a store's message. */
public sealed interface NoticeReading {

  /** It is genuine and about our app. */
  record Genuine(StoreNotice notice) implements NoticeReading {}

  /**
   * It is genuine and says nothing that can be applied. It is kept for people: refused, the store
   * would send it again for as long as it likes.
   *
   * @param notice without a meaning
   * @param why for the log
   */
  record Unusable(StoreNotice notice, String why) implements NoticeReading {
    /** The most that a sender chooses of a notice's name. */
    private static final int LONGEST_ID = 200;

    /**
     * A message, by the store's name of it, or by its content if it has none that can be kept.
     *
     * @param at when it was sent, or came
     */
    static Unusable of(Store store, Optional<String> id, String body, Instant at, String why) {
      String name =
          id.filter(given -> !given.isBlank() && given.length() <= LONGEST_ID)
              .orElseGet(() -> Fingerprint.of(body).hex());
      return new Unusable(
          new StoreNotice(store, name, "unusable: " + why, at, new StoreNotice.Nothing()), why);
    }
  }

  /**
   * It is not from the store, or not for us.
   *
   * @param why for the log
   */
  record Refused(String why) implements NoticeReading {}

  /**
   * Nobody can tell now; the store repeats what is not answered with 2xx.
   *
   * @param why for the log
   */
  record Unverifiable(String why) implements NoticeReading {}
}
