package io.gamekeeper.insight;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where what was counted is kept. */
public interface Books {
  /** Returns the figures as they were last kept; empty before the first time. */
  Optional<Figures> figures();

  /** Returns what is remembered of those players, of each of whom anything is. */
  Map<String, PlayerRecord> players(Set<String> players);

  /** Returns what is counted of those purchases, of each of which anything is. */
  Map<String, PurchaseRecord> purchases(Set<String> purchases);

  /**
   * Keeps all of it or nothing: the figures, with the position up to which events are counted in
   * them, and what is remembered for counting the next events.
   *
   * @param version of the figures that these follow; see {@link Figures#version}
   * @throws OtherRunException if the kept figures are no longer those
   */
  void keep(Figures figures, long version, Changes changes);

  /**
   * What counting changed beside the figures.
   *
   * @param counted keys of the inbox's events that are counted
   */
  record Changes(
      Map<String, PlayerRecord> players,
      Map<String, PurchaseRecord> purchases,
      Set<String> counted) {
    /** Nothing changed beside the figures. */
    public static final Changes NONE = new Changes(Map.of(), Map.of(), Set.of());

    public Changes {
      players = Map.copyOf(players);
      purchases = Map.copyOf(purchases);
      counted = Set.copyOf(counted);
    }
  }
}
