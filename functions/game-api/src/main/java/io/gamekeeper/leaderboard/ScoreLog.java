package io.gamekeeper.leaderboard;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The durable record of every accepted score, appended once and never changed. Reads see every
 * append that has returned. Each method throws {@link ScoreLogUnavailableException} when the log
 * does not answer.
 */
public interface ScoreLog {

  /**
   * Appends an entry unless the player already has one of that request id in this season.
   *
   * @return the entry that the log holds under that request id: the given one, or the one that was
   *     there before
   */
  ScoreEntry append(BoardSeason at, ScoreEntry entry);

  /** Returns the player's entry of that request id. */
  Optional<ScoreEntry> find(BoardSeason at, String player, String requestId);

  /** Returns all entries of one player. */
  List<ScoreEntry> entriesOf(BoardSeason at, String player);

  /** Returns all entries of the season if there are at most {@code limit}, else empty. */
  Optional<List<ScoreEntry>> entriesUpTo(BoardSeason at, int limit);

  /** Passes every player's entries to the consumer, one player after the other. */
  void forEachPlayer(BoardSeason at, Consumer<List<ScoreEntry>> player);
}
