package io.gamekeeper.payment;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the books hold of one player, for those who hand it out or take the player's name out. */
public interface PlayerRecords {
  /** A purchase. */
  record Bought(
      String id,
      String key,
      String sku,
      int quantity,
      String store,
      @Nullable String currency,
      @Nullable Long minorUnits,
      String state,
      @Nullable String transaction,
      Instant at,
      List<Entry> ledger) {
    public Bought {
      ledger = List.copyOf(ledger);
    }
  }

  /** A line of the ledger. */
  record Entry(int version, String account, String asset, long amount, Instant at) {}

  /** Returns a player's purchases with their postings, by id, from after that one on. */
  List<Bought> purchases(String player, String after, int most);

  /**
   * Gives all that the books hold of a player to somebody who is nobody, once for each erasure. The
   * books stay as they are but for the name. Nothing happens while a purchase is undecided: its
   * store knows the player by the name.
   *
   * @param erasure its id
   * @param nobody a name that nobody has and nobody can guess
   * @return when it was done, now or by an earlier call; empty if a purchase is undecided
   * @throws LedgerUnavailableException if nothing was written
   * @throws OutcomeUnknownException if the connection was lost meanwhile
   */
  Optional<Instant> erase(String erasure, String player, String nobody, InstantSource clock);
}
