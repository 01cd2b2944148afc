package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.StoreFront;
import java.util.Collection;

/** A planted bug: changes what a server sends to the database, or does something beside it. */
interface Sabotage {
  /** No bug. */
  Sabotage NONE = (sql, stores, bus) -> sql;

  /**
   * Before a statement is sent.
   *
   * @return what is sent instead
   */
  String before(String sql, Collection<? extends StoreFront> stores, Announcements bus);
}
