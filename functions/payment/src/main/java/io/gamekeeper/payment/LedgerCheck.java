package io.gamekeeper.payment;

import io.gamekeeper.payment.LedgerBooks.Amount;
import io.gamekeeper.payment.LedgerBooks.AssetKey;
import io.gamekeeper.payment.LedgerBooks.LimitFigures;
import io.gamekeeper.payment.LedgerBooks.LimitKey;
import io.gamekeeper.payment.LedgerBooks.Pages;
import io.gamekeeper.payment.LedgerBooks.PostingFigures;
import io.gamekeeper.payment.LedgerBooks.PurchaseFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proves that no money is lost or doubled: adds the postings up again and compares. It reads one
 * moment of the ledger page by page, so it may run while purchases go on, and a large ledger does
 * not need to fit into memory.
 */
public final class LedgerCheck {
  /** How long published events stay in the outbox, where the check counts them. */
  static final Duration PUBLISHED_EVENTS_STAY = Duration.ofDays(7);

  private static final int PAGE = 500;

  private final LedgerBooks books;
  private final InstantSource clock;
  private final int page;

  public LedgerCheck(LedgerBooks books, InstantSource clock) {
    this(books, clock, PAGE);
  }

  LedgerCheck(LedgerBooks books, InstantSource clock, int page) {
    this.books = books;
    this.clock = clock;
    this.page = page;
  }

  /**
   * Checks the ledger; returns every contradiction, and nothing if the ledger is sound.
   *
   * @throws LedgerUnavailableException if the ledger cannot be read
   */
  public List<Violation> run() {
    Instant eventsStaySince = clock.instant().minus(PUBLISHED_EVENTS_STAY);
    return books.audit(
        pages -> {
          List<Violation> violations = new ArrayList<>();
          balances(pages, violations);
          purchases(pages, eventsStaySince, violations);
          limits(pages, violations);
          return List.copyOf(violations);
        });
  }

  /**
   * Checks that the postings of each (player, asset) add up to what the wallet or the inventory
   * says.
   */
  private void balances(Pages pages, List<Violation> violations) {
    Walk<Amount> postings = walk(pages::postings);
    Walk<Amount> wallets = walk(pages::wallets);
    Walk<Amount> items = walk(pages::items);
    while (postings.isOpen() || wallets.isOpen() || items.isOpen()) {
      AssetKey key = least(postings, wallets, items);
      long expected = take(postings, key);
      boolean isItem = key.asset().startsWith(Posting.item(""));
      long found = isItem ? take(items, key) : take(wallets, key);
      if (expected != found) {
        violations.add(
            new Violation(
                isItem ? "inventory" : "wallets",
                key.account() + " " + key.asset(),
                "balance less debt equals the sum of the postings",
                Long.toString(expected),
                Long.toString(found)));
      }
    }
  }

  private Walk<Amount> walk(PageOf<Amount, AssetKey> source) {
    return new Walk<>(after -> source.after(after.map(Amount::key), page), page);
  }

  @SafeVarargs
  private static AssetKey least(Walk<Amount>... walks) {
    AssetKey least = null;
    for (Walk<Amount> walk : walks) {
      if (walk.isOpen() && (least == null || walk.peek().key().compareTo(least) < 0)) {
        least = walk.peek().key();
      }
    }
    if (least == null) {
      throw new NoSuchElementException("all walks have ended");
    }
    return least;
  }

  private static long take(Walk<Amount> walk, AssetKey key) {
    return walk.isOpen() && walk.peek().key().equals(key) ? walk.next().amount() : 0;
  }

  /**
   * Checks that each purchase has exactly the postings, events and compensations that its state
   * requires.
   */
  private void purchases(Pages pages, Instant eventsStaySince, List<Violation> violations) {
    String after = "";
    List<PurchaseFigures> purchases;
    do {
      purchases = pages.purchases(after, page);
      if (!purchases.isEmpty()) {
        String last = purchases.getLast().id();
        Map<String, List<PostingFigures>> postings = new HashMap<>();
        for (PostingFigures line : pages.postings(after, last)) {
          postings.computeIfAbsent(line.purchaseId(), id -> new ArrayList<>()).add(line);
        }
        for (PurchaseFigures purchase : purchases) {
          purchase(
              purchase,
              postings.getOrDefault(purchase.id(), List.of()),
              eventsStaySince,
              new Findings("purchases", purchase.id(), violations));
        }
        after = last;
      }
    } while (purchases.size() == page);
  }

  private static void purchase(
      PurchaseFigures purchase,
      List<PostingFigures> lines,
      Instant eventsStaySince,
      Findings findings) {
    PurchaseState state = purchase.state();
    int versions = state.wasGranted() ? purchase.version() + 1 : 0;
    postings(purchase, versions, lines, findings);
    findings.require(
        "is granted exactly if its state says so",
        state.wasGranted(),
        purchase.grantedAt().isPresent());
    findings.require(
        "has one compensation per version after the first",
        Math.max(versions - 1, 0),
        purchase.compensations());
    findings.require(
        "counts its unpublished events", purchase.unpublishedEvents(), purchase.unpublished());
    if (state == PurchaseState.COMMITTED || state == PurchaseState.COMPENSATED) {
      findings.require("has no unpublished event in this state", 0, purchase.unpublishedEvents());
    }
    if (purchase.grantedAt().filter(at -> at.isAfter(eventsStaySince)).isPresent()) {
      findings.require("has one event per version", versions, purchase.events());
    }
    if (purchase.counts() && state.wasGranted()) {
      findings.require("has the counter of its limit", true, purchase.counter().isPresent());
    }
  }

  /**
   * Checks that each version moved something, that each of its assets sums to zero, and that all
   * versions together leave the player what is not taken back of the grant. Only what was paid is
   * revenue.
   */
  private static void postings(
      PurchaseFigures purchase, int versions, List<PostingFigures> lines, Findings findings) {
    Set<Integer> posted = new HashSet<>();
    Map<String, Long> first = new TreeMap<>();
    Map<String, Long> net = new TreeMap<>();
    for (PostingFigures line : lines) {
      posted.add(line.version());
      findings.require(
          "version " + line.version() + " moves " + line.asset() + " between accounts",
          0,
          line.sum());
      net.merge(line.asset(), line.ofPlayer(), Math::addExact);
      if (purchase.test()) {
        findings.require("is a test purchase and earns no " + line.asset(), 0, line.revenue());
      }
      if (line.version() == 0) {
        first.put(line.asset(), line.ofPlayer());
      }
    }
    findings.require("has one posting per version", versions, posted.size());
    net.forEach(
        (asset, amount) -> {
          long granted = first.getOrDefault(asset, 0L);
          findings.require(
              "leaves its player " + asset, granted - purchase.takenBack().of(granted), amount);
        });
  }

  /** Checks that each counter says what the purchases add up to. */
  private void limits(Pages pages, List<Violation> violations) {
    Walk<LimitFigures> limits =
        new Walk<>(after -> pages.limits(after.map(LimitFigures::key), page), page);
    while (limits.isOpen()) {
      LimitFigures figures = limits.next();
      LimitKey key = figures.key();
      new Findings("limits", key.player() + " " + key.sku() + " " + key.period(), violations)
          .require("counts what was bought", figures.purchased(), figures.bought());
    }
  }

  private interface PageOf<T, K> {
    List<T> after(Optional<K> key, int limit);
  }

  /** Collects the violations of one row. */
  private record Findings(String table, String key, List<Violation> violations) {
    void require(String rule, long expected, long found) {
      require(rule, Long.toString(expected), Long.toString(found));
    }

    void require(String rule, boolean expected, boolean found) {
      require(rule, Boolean.toString(expected), Boolean.toString(found));
    }

    private void require(String rule, String expected, String found) {
      if (!expected.equals(found)) {
        violations.add(new Violation(table, key, rule, expected, found));
      }
    }
  }

  /** Walks over all pages, one in memory at a time. */
  private static final class Walk<T> {
    private final Function<Optional<T>, List<T>> pageAfter;
    private final int size;
    private Iterator<T> page;
    private boolean isLast;
    private @Nullable T next;

    Walk(Function<Optional<T>, List<T>> pageAfter, int size) {
      this.pageAfter = pageAfter;
      this.size = size;
      this.page = load(Optional.empty());
      advance(Optional.empty());
    }

    boolean isOpen() {
      return next != null;
    }

    T peek() {
      if (next == null) {
        throw new NoSuchElementException("the walk has ended");
      }
      return next;
    }

    T next() {
      T taken = peek();
      advance(Optional.of(taken));
      return taken;
    }

    private void advance(Optional<T> last) {
      if (!page.hasNext() && !isLast) {
        page = load(last);
      }
      next = page.hasNext() ? page.next() : null;
    }

    private Iterator<T> load(Optional<T> after) {
      List<T> loaded = pageAfter.apply(after);
      isLast = loaded.size() < size;
      return loaded.iterator();
    }
  }
}
