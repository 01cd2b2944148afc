package io.gamekeeper.leaderboard;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fast copy of the log that knows ranks. It may lose its data at any time, and then says so.
 * Each method throws {@link RankingUnavailableException} when the store cannot be reached; a write
 * may or may not have happened then, and repeating it is harmless.
 */
public interface Ranking {

  /** Returns whether a call is worth trying: false while the store is known to be down. */
  boolean available();

  /** Counts an entry that the log holds; counting it again changes nothing. */
  Placing submit(BoardSeason at, ScoreEntry entry);

  /** Returns the place of an entry whose player was settled after the log had it; never late. */
  Placing submitSettled(BoardSeason at, ScoreEntry entry);

  /** Returns the ranks after a position; without one, from the top. */
  Reading<Page> page(BoardSeason at, int limit, @Nullable Position after);

  /** Returns the ranks after a position, whether or not the board is complete. */
  List<Row> rows(BoardSeason at, int limit, @Nullable Position after);

  /** Returns a player with up to {@code neighbours} ranks on either side. */
  Reading<Around> around(BoardSeason at, String player, int neighbours);

  /** Returns the players that have a rank, best first. */
  Reading<Page> among(BoardSeason at, Set<String> players);

  /**
   * Sets a player's standing if it still is what {@code expected} says, or already is the new one.
   */
  Settled settle(BoardSeason at, String player, State expected, Standing standing);

  /**
   * Sets the standings of players that have none.
   *
   * @return the players that have another standing already, with its state
   */
  Map<String, State> settleAll(BoardSeason at, Map<String, Standing> standings);

  /**
   * Starts a build of a board that has lost its data, for as long as {@code lease}. A long build
   * takes over from a brief one.
   */
  Begun begin(BoardSeason at, String token, Build build, Duration lease);

  /**
   * Prolongs the lease.
   *
   * @return false if the build is no longer this token's
   */
  boolean prolong(BoardSeason at, String token, Build build, Duration lease);

  /**
   * Declares the board complete.
   *
   * @return false if the build is no longer this token's, because data was lost again meanwhile
   */
  boolean finish(BoardSeason at, String token, Build build);

  /** Gives up a build, so that another can begin. */
  void abandon(BoardSeason at, String token, Build build);

  /**
   * Claims the right to ask for a rebuild; returns false if somebody else has claimed it within
   * {@code lease}.
   */
  boolean claimRebuild(BoardSeason at, Duration lease);

  /** Gives back a claim that came to nothing. */
  void releaseRebuild(BoardSeason at);

  /** Returns a portion of the players that the ranking knows; start with {@code "0"}. */
  Players players(BoardSeason at, String cursor);

  /** Returns a player's state. */
  State state(BoardSeason at, String player);

  /** Forgets a player whose state still is the given one. */
  void remove(BoardSeason at, String player, State expected);

  /** Removes ranks that no player's state accounts for. */
  void sweep(BoardSeason at);

  /** Lets the store drop the board's data after a while; a time that was set before stays. */
  void expire(BoardSeason at, Duration after);

  /** A player's stored standing as an opaque value, for comparing. */
  record State(String value) {
    /** The player is unknown. */
    public static final State ABSENT = new State("");
  }

  /** A place in the order of a board: no two players share one. */
  record Position(long sortScore, Stamp reached, String player) {}

  /** A player's place. */
  record Row(long rank, String player, long score, Stamp reached) {}

  /**
   * Consecutive ranks, or some players' ranks.
   *
   * @param total how many ranks the whole board has
   */
  record Page(long total, List<Row> rows) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A player and the ranks around.
   *
   * @param own the player's row; null if the player has no rank
   */
  record Around(@Nullable Row own, Page page) {}

  /**
   * A portion of the players and the cursor of the next portion; after the last portion it is
   * {@code "0"}.
   */
  record Players(String next, Map<String, State> states) {}

  /** Whether a board can be read. */
  sealed interface Reading<T> {
    /** What was asked for. */
    record Ready<T>(T value) implements Reading<T> {}

    /** The board cannot be read now. */
    record NotReady<T>(Condition condition) implements Reading<T> {}
  }

  /** The result of submitting an entry. */
  sealed interface Placing {
    /**
     * It counts.
     *
     * @param rank null if the board does not reach down to the player
     * @param improved whether this entry set the current score and ranked the player higher
     */
    record Placed(long score, @Nullable Long rank, boolean improved) implements Placing {}

    /** The entry is older than what the ranking has counted: settle the player from the log. */
    record Late(State state) implements Placing {}

    /** The board's data is lost or incomplete. */
    record NotReady(Condition condition) implements Placing {}
  }

  /** The result of an attempt to set a standing. */
  sealed interface Settled {
    /** It is set. */
    record Done() implements Settled {}

    /** Another standing was there. */
    record Conflict(State current) implements Settled {}
  }

  /** Why a board cannot be read. */
  enum Condition {
    /** Its data is lost and nobody restores it yet. */
    LOST,
    /** It is restored within the time of a request. */
    BUILDING_BRIEFLY,
    /** It is restored in the background. */
    BUILDING
  }

  /** The way a board is restored. */
  enum Build {
    BRIEF,
    LONG
  }

  /** Whether a build may start. */
  enum Begun {
    BEGUN,
    /** There is nothing to restore: the board is complete. */
    READY,
    /** Somebody else restores it. */
    BUSY
  }
}
