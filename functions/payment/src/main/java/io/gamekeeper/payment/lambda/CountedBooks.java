package io.gamekeeper.payment.lambda;

import io.gamekeeper.payment.LedgerBooks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Books that count what an auditor reads of them, so that a clean report says how much was checked.
 */
final class CountedBooks implements LedgerBooks {
  private final LedgerBooks books;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  CountedBooks(LedgerBooks books) {
    this.books = books;
    List.of("purchases", "postings", "wallets", "items", "limits")
        .forEach(what -> counts.put(what, 0L));
  }

  /** Returns how many rows were read, by kind. */
  Map<String, Long> counts() {
    return new LinkedHashMap<>(counts);
  }

  @Override
  public <T> T audit(Function<Pages, T> auditor) {
    return books.audit(pages -> auditor.apply(new CountedPages(pages)));
  }

  private final class CountedPages implements Pages {
    private final Pages pages;

    private CountedPages(Pages pages) {
      this.pages = pages;
    }

    @Override
    public List<Amount> postings(Optional<AssetKey> after, int limit) {
      return pages.postings(after, limit);
    }

    @Override
    public List<Amount> wallets(Optional<AssetKey> after, int limit) {
      return counted("wallets", pages.wallets(after, limit));
    }

    @Override
    public List<Amount> items(Optional<AssetKey> after, int limit) {
      return counted("items", pages.items(after, limit));
    }

    @Override
    public List<PurchaseFigures> purchases(String after, int limit) {
      return counted("purchases", pages.purchases(after, limit));
    }

    @Override
    public List<PostingFigures> postings(String after, String upTo) {
      return counted("postings", pages.postings(after, upTo));
    }

    @Override
    public List<LimitFigures> limits(Optional<LimitKey> after, int limit) {
      return counted("limits", pages.limits(after, limit));
    }

    private <T> List<T> counted(String what, List<T> rows) {
      counts.merge(what, (long) rows.size(), Long::sum);
      return rows;
    }
  }
}
