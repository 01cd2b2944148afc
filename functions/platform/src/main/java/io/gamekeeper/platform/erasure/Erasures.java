package io.gamekeeper.platform.erasure;

import io.gamekeeper.contract.erasure.ErasurePart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The erasures of players, kept until they are finished and for a while after. What is noted is
 * noted of the erasure as it was read: if the player is erased again meanwhile, nothing happens.
 */
public interface Erasures {
  /**
   * Begins an erasure, unless one of that player is not finished.
   *
   * @param id random
   * @return the erasure that is not finished now, of that id or an older one
   */
  Erasure begin(String player, String id, Instant asked);

  /** Returns a player's newest erasure; empty if none is remembered. */
  Optional<Erasure> find(String player);

  /** Returns the erasures that are not finished. */
  List<Erasure> unfinished();

  /** Notes that the player's new events are kept apart from what is erased. */
  void buried(Erasure erasure, Instant at);

  /** Notes until when what a part announced may name the player: consumers drop that. */
  void named(Erasure erasure, ErasurePart part, Instant until);

  /** Notes that a part has erased all that it holds. */
  void done(Erasure erasure, ErasurePart part, Instant at);

  /** Notes that a part could not do its work; it will be tried again. */
  void failed(Erasure erasure, ErasurePart part, String reason);

  /** Notes that all parts have confirmed, which ends the erasure; if not all have, nothing. */
  void finish(Erasure erasure, Instant at);
}
