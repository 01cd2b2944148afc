package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseOutcome.CannotPay;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.KeyReused;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.PurchaseOutcome.TooManyPending;
import io.gamekeeper.payment.PurchaseOutcome.Unknown;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.testing.VirtualTime;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The answers that players have had. Each is checked when it comes: no answer is taken back,
 * nothing is answered twice as new, and while one thing happens at a time, no refusal is wrong.
 */
final class Answers {
  private final Lane lane;
  private final VirtualTime clock;

  /** Whether one thing happens at a time, so that refusals can be checked. */
  private final boolean watching;

  private final Map<PurchaseRequest, PurchaseOutcome> lastAnswers = new LinkedHashMap<>();
  private final Map<PurchaseRequest, Grant> granted = new HashMap<>();
  private final Map<String, Grant> answered = new LinkedHashMap<>();
  private final Set<String> answeredAsNew = new HashSet<>();

  Answers(Lane lane, VirtualTime clock, boolean watching) {
    this.lane = lane;
    this.clock = clock;
    this.watching = watching;
  }

  /**
   * Returns the last answer to each request, in the order in which the requests were first made.
   */
  Map<PurchaseRequest, PurchaseOutcome> last() {
    return lastAnswers;
  }

  /** Returns what each request was granted. */
  Map<PurchaseRequest, Grant> granted() {
    return granted;
  }

  /** Returns the grants that were answered, by the purchase's id. */
  Map<String, Grant> answered() {
    return answered;
  }

  /** Notes an answer, after checking it against those before. */
  synchronized void record(PurchaseRequest request, PurchaseOutcome outcome) {
    lastAnswers.put(request, outcome);
    switch (outcome) {
      case Granted answer -> answered(request, answer);
      case CannotPay cannotPay when watching -> assertPoor(request);
      case CannotPay cannotPay -> {}
      case Refused refused
          when watching
              && refused.reason() == Refusal.LIMIT_REACHED
              && request.store() == Store.WALLET ->
          assertLimited(request);
      case Refused refused -> {}
      case KeyReused reused -> {}
      case Pending pending -> {}
      case TooManyPending tooMany -> {}
      case Unknown unknown -> {}
    }
  }

  private void assertPoor(PurchaseRequest request) {
    long gems =
        Books.read(lane.monitor()).holdings().getOrDefault(request.player() + " wallet:gems", 0L);
    long price = -Shop.changes(request.sku()).getOrDefault("wallet:gems", 0L) * request.quantity();
    if (gems >= price) {
      throw new AssertionError(request + " is refused in spite of " + gems + " gems");
    }
  }

  private void assertLimited(PurchaseRequest request) {
    String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    int bought =
        Books.read(lane.monitor()).purchases().stream()
            .filter(row -> row.player().equals(request.player()) && row.day().equals(day))
            .mapToInt(Books.Row::quantity)
            .sum();
    if (bought + request.quantity() <= Shop.CHESTS_A_DAY) {
      throw new AssertionError(request + " is refused after " + bought + " on " + day);
    }
  }

  private void answered(PurchaseRequest request, Granted answer) {
    Grant grant = answer.grant();
    String name = request.player() + " " + request.key();
    Grant before = granted.putIfAbsent(request, grant);
    if (before != null && !before.equals(grant)) {
      throw new AssertionError(name + " was answered " + before + " and now " + grant);
    }
    if (!answer.repeated() && !answeredAsNew.add(grant.purchaseId())) {
      throw new AssertionError(name + " was answered twice as new: " + grant);
    }
    if (!grant.sku().equals(request.sku()) || grant.store() != request.store()) {
      throw new AssertionError(name + " was answered something else: " + grant);
    }
    answered.put(grant.purchaseId(), grant);
  }

  /** Returns whether anybody presented a receipt under a key that did not name another request. */
  boolean wasPresented(String receipt) {
    return lastAnswers.entrySet().stream()
        .filter(answer -> answer.getKey().receipt().filter(receipt::equals).isPresent())
        .anyMatch(answer -> !(answer.getValue() instanceof KeyReused));
  }

  /** Returns an answer as its HTTP status. */
  static String name(PurchaseOutcome outcome) {
    return switch (outcome) {
      case Granted granted -> granted.repeated() ? "200" : "201";
      case KeyReused reused -> "409";
      case CannotPay cannotPay -> "402";
      case Refused refused -> "422 " + refused.reason().code();
      case Pending pending -> "503 pending";
      case TooManyPending tooMany -> "429";
      case Unknown unknown -> "503 unknown";
    };
  }
}
