package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.StoreFront;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A planted bug: changes what a server sends to the database, or does something beside it. */
interface Sabotage {
  /** No bug. */
  Sabotage NONE = new Sabotage() {};

  /** Returns the text that is sent instead of a statement's. */
  default String text(String sql) {
    return sql;
  }

  /**
   * Right before a statement that writes.
   *
   * @param gist what it does to which table
   * @return false if it is left out
   */
  default boolean before(
      String gist, List<@Nullable Object> values, List<StoreFront> stores, Announcements bus) {
    return true;
  }
}
