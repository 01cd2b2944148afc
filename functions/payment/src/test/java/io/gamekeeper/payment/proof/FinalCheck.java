package io.gamekeeper.payment.proof;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.PurchaseOutcome.CannotPay;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.KeyReused;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.PurchaseOutcome.TooManyPending;
import io.gamekeeper.payment.PurchaseOutcome.Unknown;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The check of everything that must be true of a game when nothing is on its way any more: it
 * compares the database's books with the game's own record of what was paid, answered, published
 * and taken back.
 */
final class FinalCheck {
  private final Books books;
  private final Map<String, Game.Payment> paid = new HashMap<>();
  private final List<Game.Payment> payments;
  private final Answers answers;
  private final Outside outside;
  private final List<String> complaints = new ArrayList<>();

  FinalCheck(Books books, List<Game.Payment> payments, Answers answers, Outside outside) {
    this.books = books;
    this.payments = payments;
    this.answers = answers;
    this.outside = outside;
    payments.forEach(payment -> paid.put(payment.id, payment));
  }

  /**
   * Returns the complaints; none if everything is true.
   *
   * @param allAnswered whether every player has had a last answer
   */
  List<String> run(boolean allAnswered) {
    books.unfinished().forEach(u -> complaints.add("unfinished: " + u));
    once();
    payments(allAnswered);
    answers(allAnswered);
    events();
    holdings();
    if (books.testsGranted() != books.testsCounted()) {
      complaints.add(
          books.testsGranted() + " tests are granted and counted: " + books.testsCounted());
    }
    return complaints;
  }

  /** Checks that there is one purchase for each key and for each payment. */
  private void once() {
    Set<String> keys = new HashSet<>();
    Set<String> transactions = new HashSet<>();
    for (Books.Row row : books.purchases()) {
      if (!keys.add(row.player() + " " + row.key())) {
        complaints.add("two purchases of one key: " + row);
      }
      if (row.transaction() != null && !transactions.add(row.store() + row.transaction())) {
        complaints.add("a payment is granted twice: " + row);
      }
    }
  }

  /**
   * Checks that each payment is granted, taken back or – while no receipt was presented – unknown.
   */
  private void payments(boolean allAnswered) {
    Map<String, Books.Row> rows = new HashMap<>();
    for (Books.Row row : books.purchases()) {
      if (row.transaction() != null) {
        rows.put(row.transaction(), row);
      }
    }
    for (Game.Payment payment : payments) {
      Books.Row row = rows.get(payment.id);
      boolean told = outside.front(payment.store).acknowledged().contains(payment.id);
      if (row == null) {
        if (told) {
          complaints.add(payment.id + " is acknowledged and not granted");
        }
        if (allAnswered
            && !payment.wasTakenBack
            && !payment.test
            && answers.wasPresented(payment.id)) {
          complaints.add(payment.id + " is paid, was presented, and is not granted");
        }
        continue;
      }
      if (payment.takenBack() == row.stands()) {
        complaints.add(payment.id + (payment.takenBack() ? " is given back: " : " stands: ") + row);
      }
      if (row.stands() && !told) {
        complaints.add(payment.id + " is granted and not acknowledged");
      }
      if (!row.sku().equals(payment.sku)) {
        complaints.add(payment.id + " is for " + payment.sku + ": " + row);
      }
    }
  }

  /**
   * Checks that players who were told of a purchase have it, and that players who have it were
   * told.
   */
  private void answers(boolean allAnswered) {
    Map<String, Books.Row> rows =
        books.purchases().stream().collect(Collectors.toMap(Books.Row::id, row -> row));
    answers
        .answered()
        .forEach(
            (id, grant) -> {
              Books.Row row = rows.get(id);
              if (row == null || !row.isGranted()) {
                complaints.add("answered and not granted: " + grant);
              } else if (!row.stands()
                  && (row.transaction() == null || !payment(row.transaction()).takenBack())) {
                complaints.add("answered and taken back for no reason: " + grant);
              }
            });
    if (!allAnswered) {
      return;
    }
    for (Books.Row row : books.purchases()) {
      if (row.isGranted() && !answers.answered().containsKey(row.id())) {
        complaints.add("granted and never answered: " + row);
      }
    }
    answers
        .last()
        .forEach(
            (request, answer) -> {
              boolean isLastWord =
                  switch (answer) {
                    case Granted repeated -> true;
                    case KeyReused reused -> true;
                    case CannotPay cannotPay -> !answers.granted().containsKey(request);
                    case Refused refused ->
                        !answers.granted().containsKey(request)
                            || isRepeatOfWhatWasTakenBack(rows, request, refused.reason());
                    case Pending pending -> false;
                    case TooManyPending tooMany -> false;
                    case Unknown unknown -> false;
                  };
              if (!isLastWord) {
                complaints.add(request + " was answered " + Answers.name(answer) + " in the end");
              }
            });
  }

  /**
   * Returns whether this is a repeat of a payment that was taken back. A payment that is presented
   * again under a key of its own is answered as long as it stands; such a key names no purchase.
   */
  private boolean isRepeatOfWhatWasTakenBack(
      Map<String, Books.Row> rows, PurchaseRequest request, Refusal reason) {
    Grant grant = answers.granted().get(request);
    Books.Row row = grant == null ? null : rows.get(grant.purchaseId());
    return row != null
        && !row.key().equals(request.key())
        && reason == Refusal.PAYMENT_TAKEN_BACK
        && request.receipt().filter(receipt -> payment(receipt).wasTakenBack).isPresent();
  }

  /** Checks that every version of every purchase was published, and nothing else. */
  private void events() {
    Map<String, List<Announcement>> published =
        outside.published().stream().collect(Collectors.groupingBy(Announcement::purchaseId));
    for (Books.Row row : books.purchases()) {
      List<Announcement> events = published.getOrDefault(row.id(), List.of());
      Set<Integer> versions =
          events.stream().map(Announcement::version).collect(Collectors.toSet());
      for (int version = 0; row.isGranted() && version <= row.version(); version++) {
        if (!versions.remove(version)) {
          complaints.add("version " + version + " was never published: " + row);
        }
      }
      if (!versions.isEmpty()) {
        complaints.add("published and not so: versions " + versions + " of " + row);
      }
      events.stream()
          .filter(event -> event.version() == row.version())
          .filter(event -> !event.takenBack().equals(share(row)))
          .forEach(event -> complaints.add("published another share: " + event + " of " + row));
      for (Announcement event : events) {
        GameEvent expected =
            event.takenBack().equals(Share.NONE)
                ? GameEvent.PURCHASE_COMPLETED
                : event.takenBack().equals(Share.ALL)
                    ? GameEvent.PURCHASE_REFUNDED
                    : GameEvent.PURCHASE_REFUNDED_IN_PART;
        if (event.event() != expected
            || !event.player().equals(row.player())
            || !event.sku().equals(row.sku())
            || event.quantity() != row.quantity()) {
          complaints.add("published wrongly: " + event + " of " + row);
        }
      }
    }
    Set<String> ids = books.purchases().stream().map(Books.Row::id).collect(Collectors.toSet());
    published.keySet().stream()
        .filter(id -> !ids.contains(id))
        .forEach(id -> complaints.add("published and not there: " + id));
  }

  /**
   * Checks that players have what their standing purchases come to, by this shop's own reckoning.
   */
  private void holdings() {
    Map<String, Long> expected = new TreeMap<>();
    for (Books.Row row : books.purchases()) {
      if (row.stands()) {
        Shop.changes(row.sku())
            .forEach(
                (asset, one) -> {
                  long amount = one * row.quantity();
                  expected.merge(
                      row.player() + " " + asset, amount - share(row).of(amount), Long::sum);
                });
      }
    }
    expected.values().removeIf(amount -> amount == 0);
    if (!expected.equals(books.holdings())) {
      complaints.add("players hold " + books.holdings() + " and should hold " + expected);
    }
    expected.forEach(
        (asset, amount) -> {
          if (amount < 0 && !mayBeOwed(asset)) {
            complaints.add("overdrawn: " + asset + " " + amount);
          }
        });
    chests();
  }

  private boolean mayBeOwed(String asset) {
    String player = asset.substring(0, asset.indexOf(' '));
    return books.purchases().stream()
        .anyMatch(row -> row.player().equals(player) && !share(row).equals(Share.NONE));
  }

  /** Returns which share of a purchase its store has given back. */
  private Share share(Books.Row row) {
    return row.transaction() == null ? Share.NONE : payment(row.transaction()).share;
  }

  private void chests() {
    Map<String, Integer> bought = new TreeMap<>();
    for (Books.Row row : books.purchases()) {
      if (row.isGranted() && row.sku().equals(Shop.CHEST)) {
        bought.merge(row.player() + " " + row.day(), row.quantity(), Integer::sum);
      }
    }
    bought.forEach(
        (day, count) -> {
          if (count > Shop.CHESTS_A_DAY) {
            complaints.add(day + ": " + count + " chests");
          }
        });
  }

  private Game.Payment payment(String receipt) {
    return Objects.requireNonNull(paid.get(receipt), receipt);
  }
}
