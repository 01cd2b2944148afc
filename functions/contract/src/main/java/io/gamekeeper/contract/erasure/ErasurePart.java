package io.gamekeeper.contract.erasure;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who holds data of players: each erases its own, and says so. */
public enum ErasurePart {
  /** The log of what players did, and what is known of each player. */
  EVENTS,
  /** Purchases, wallet, goods and ledger, and the purchase log. */
  PAYMENTS,
  /** Scores, ranks and frozen seasons. */
  LEADERBOARDS,
  /** When a player was first and last seen. */
  FIGURES;

  /** Returns the name in answers and in the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the part of that {@link #key}; empty if there is none. */
  public static Optional<ErasurePart> of(String key) {
    return Stream.of(values()).filter(part -> part.key().equals(key)).findAny();
  }
}
