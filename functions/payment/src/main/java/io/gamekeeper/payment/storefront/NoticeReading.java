package io.gamekeeper.payment.storefront;

import io.gamekeeper.payment.StoreNotice;

/** What came of reading a store's message. */
public sealed interface NoticeReading {

  /** It is genuine and about our app. */
  record Genuine(StoreNotice notice) implements NoticeReading {}

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
