package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The ledger as an auditor reads it. */
public interface LedgerBooks {

  /**
   * Reads pages that all show one moment.
   *
   * @throws LedgerUnavailableException if that is not possible now
   */
  <T> T audit(Function<Pages, T> auditor);

  /** Pages, each in the byte order of its keys; the first page follows an empty key. */
  interface Pages {

    /** Returns the sums of the postings of players' accounts, for each asset. */
    List<Amount> postings(Optional<AssetKey> after, int limit);

    /** Returns what players' wallets say: balance less what is owed. */
    List<Amount> wallets(Optional<AssetKey> after, int limit);

    /** Returns what players' inventories say: quantity less what is owed. */
    List<Amount> items(Optional<AssetKey> after, int limit);

    /** Purchases after an id. */
    List<PurchaseFigures> purchases(String after, int limit);

    /**
     * Returns the postings of the purchases after an id up to another one, one line per version and
     * asset.
     */
    List<PostingFigures> postings(String after, String upTo);

    /** Counters of limits after a key of player, sku and period. */
    List<LimitFigures> limits(Optional<LimitKey> after, int limit);
  }

  /** An account and an asset, as {@link Posting} names them. */
  record AssetKey(String account, String asset) implements Comparable<AssetKey> {
    @Override
    public int compareTo(AssetKey other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : asset.compareTo(other.asset);
    }
  }

  /** How much of an asset an account has. */
  record Amount(AssetKey key, long amount) {}

  /**
   * A purchase and what belongs to it.
   *
   * @param grantedAt when its goods were granted first
   * @param unpublished how many of its events it takes as unpublished
   * @param events how many it has in the outbox
   * @param unpublishedEvents how many of these are unpublished
   * @param compensations how often it was taken back or reinstated
   * @param counter what the counter of its limit says, if it counts in one that exists
   * @param takenBack which share of its goods is taken back
   * @param test whether it cost no money
   */
  record PurchaseFigures(
      String id,
      String player,
      PurchaseState state,
      int version,
      Optional<Instant> grantedAt,
      int unpublished,
      int events,
      int unpublishedEvents,
      int compensations,
      boolean counts,
      Optional<Long> counter,
      Share takenBack,
      boolean test) {}

  /**
   * What one version of a purchase moved of an asset.
   *
   * @param sum of all lines; zero in a sound ledger
   * @param ofPlayer sum of the lines of the buyer's account, and of what the buyer was forgiven
   * @param revenue sum of the lines of the studio's earnings
   */
  record PostingFigures(
      String purchaseId, int version, String asset, long sum, long ofPlayer, long revenue) {}

  /** What a counter is kept for. */
  record LimitKey(String player, String sku, String period) {}

  /**
   * A counter.
   *
   * @param bought what it says
   * @param purchased what the purchases add up to
   */
  record LimitFigures(LimitKey key, long bought, long purchased) {}
}
