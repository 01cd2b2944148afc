package io.gamekeeper.payment.storefront;

import io.gamekeeper.payment.Fingerprint;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import java.time.Instant;
import java.util.Optional;

/** The result of reading a store's message. */
public sealed interface NoticeReading {

  /** It is genuine and about our app. */
  record Genuine(StoreNotice notice) implements NoticeReading {}

  /**
   * It is genuine and says nothing that can be applied. It is kept for a person to read: if it were
   * refused, the store would send it again for as long as it likes.
   *
   * @param notice without a meaning
   * @param why for the log
   */
  record Unusable(StoreNotice notice, String why) implements NoticeReading {
    /** The longest id of a notice that a sender may choose. */
    private static final int LONGEST_ID = 200;

    /**
     * Returns a message under the store's id for it, or under its content's if it has no id that
     * can be kept.
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
