package io.gamekeeper.payment.proof;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.OutcomeUnknownException;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseOutcome.CannotPay;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.KeyReused;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.PurchaseOutcome.TooManyPending;
import io.gamekeeper.payment.PurchaseOutcome.Unknown;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.TestPurchases;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.VoidedPurchases;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One schedule's game: players, stores, a bus and servers on an empty database. It keeps its own
 * books of what was asked, answered, paid and taken back, and says what must be true in the end.
 * What must be true at every moment – nobody outside is told of what is not committed, no answer is
 * taken back – it checks on the way.
 */
final class Game {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  /** Longer than any pause between two attempts. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(11);

  private static final int SETTLING_ROUNDS = 6;
  private static final int TESTS_A_DAY = 2;

  private final Lane lane;
  private final Sabotage sabotage;
  private final Random random;
  private final VirtualTime clock = new VirtualTime(START);
  private final Map<Store, FakeStoreFront> stores =
      Map.of(
          Store.APPLE, new FakeStoreFront(Store.APPLE),
          Store.GOOGLE, new FakeStoreFront(Store.GOOGLE));
  private final FakeAnnouncements bus = new FakeAnnouncements();

  private final Map<String, Payment> payments = new LinkedHashMap<>();
  private final Map<PurchaseRequest, PurchaseOutcome> lastAnswers = new LinkedHashMap<>();
  private final Map<PurchaseRequest, Grant> granted = new HashMap<>();
  private final Map<String, Grant> answered = new LinkedHashMap<>();
  private final Set<String> answeredAsNew = new HashSet<>();

  /** Stores send these again until they are kept. */
  private final Set<StoreNotice> untold = new LinkedHashSet<>();

  private final List<String> story = Collections.synchronizedList(new ArrayList<>());

  /** Whether one thing happens at a time, so that it can be watched on the way. */
  private final boolean watching;

  /** A payment as its store has it. */
  static final class Payment {
    final String id;
    final Store store;
    final String sku;
    final boolean test;
    Share share = Share.NONE;

    /** Whether the store took it back when its receipt could not be judged yet, ever. */
    boolean wasTakenBack;

    boolean takenBack() {
      return share.equals(Share.ALL);
    }

    Payment(String id, Store store, String sku, boolean test) {
      this.id = id;
      this.store = store;
      this.sku = sku;
      this.test = test;
    }
  }

  /** On an empty database. */
  Game(Lane lane, Sabotage sabotage, long seed) {
    this(lane, sabotage, seed, true);
  }

  private Game(Lane lane, Sabotage sabotage, long seed, boolean watching) {
    this.watching = watching;
    this.lane = lane;
    this.sabotage = sabotage;
    this.random = new Random(seed);
    lane.clear();
  }

  /** A game in which any number of clients and servers are busy at a time. */
  static Game ofCrowds(Lane lane, long seed) {
    return new Game(lane, Sabotage.NONE, seed, false);
  }

  /** What happened, for whoever must understand a failure. */
  List<String> story() {
    return story;
  }

  Random random() {
    return random;
  }

  // What happens outside the servers.

  /** Time passes. */
  void pass(Duration duration) {
    clock.advance(duration);
  }

  /** A player pays a store; returns the receipt. */
  synchronized String pay(Store store, String sku) {
    tick();
    String receipt = front(store).sell(sku, clock.instant());
    payments.put(receipt, new Payment(receipt, store, sku, false));
    story.add(receipt + " is paid for " + sku);
    return receipt;
  }

  /** A player gets a receipt for no money. */
  synchronized String test(Store store, String sku) {
    tick();
    String receipt = front(store).sellToTester(sku, clock.instant());
    payments.put(receipt, new Payment(receipt, store, sku, true));
    story.add(receipt + " is a test of " + sku);
    return receipt;
  }

  /** The store gives the money back. */
  StoreNotice takeBack(String receipt) {
    return takeBack(receipt, Share.ALL);
  }

  /** The store gives some of the money back: so much of it by now. */
  synchronized StoreNotice takeBack(String receipt, Share share) {
    tick();
    Payment payment = payment(receipt);
    payment.share = share;
    payment.wasTakenBack |= payment.takenBack();
    story.add(receipt + " is given back: " + share);
    return untold(front(payment.store).takeBack(receipt, share, clock.instant()));
  }

  /** The store gives the money back, but goes on to vouch for the receipt, as a signature does. */
  StoreNotice takeBackUnseen(String receipt) {
    tick();
    Payment payment = payment(receipt);
    payment.share = Share.ALL;
    payment.wasTakenBack = true;
    story.add(receipt + " is given back, which its receipt does not show");
    return untold(
        new StoreNotice(
            payment.store,
            "unseen-" + receipt,
            "refund",
            clock.instant(),
            new StoreNotice.TakenBack(receipt, Share.ALL, clock.instant())));
  }

  /** The store takes the money again. */
  StoreNotice reinstate(String receipt) {
    tick();
    Payment payment = payment(receipt);
    payment.share = Share.NONE;
    story.add(receipt + " is reinstated");
    return untold(front(payment.store).reinstate(receipt, clock.instant()));
  }

  private StoreNotice untold(StoreNotice notice) {
    untold.add(notice);
    return notice;
  }

  private synchronized Payment payment(String receipt) {
    Payment payment = payments.get(receipt);
    if (payment == null) {
      throw new IllegalArgumentException("nobody paid " + receipt);
    }
    return payment;
  }

  synchronized List<Payment> payments() {
    return List.copyOf(payments.values());
  }

  void isUp(Store store, boolean verifies, boolean acknowledges) {
    front(store).verifies(verifies);
    front(store).acknowledges(acknowledges);
    story.add(store.id() + " verifies: " + verifies + ", acknowledges: " + acknowledges);
  }

  private FakeStoreFront front(Store store) {
    FakeStoreFront front = stores.get(store);
    if (front == null) {
      throw new IllegalArgumentException("no store: " + store);
    }
    return front;
  }

  // What decides an order is never the same instant.
  private void tick() {
    clock.advance(Duration.ofMillis(1 + random.nextInt(1000)));
  }

  // What servers are asked.

  /** A server to which nothing happens. */
  Payments healthyServer() {
    return server(new Effects());
  }

  Payments server(Effects effects) {
    Announcements announcements = announcements(effects);
    List<StoreFront> fronts = List.of(front(Store.APPLE, effects), front(Store.GOOGLE, effects));
    return Payments.on(
        lane.source(effects, interference(fronts, announcements)),
        Shop.CATALOGUE,
        clock,
        duration -> {},
        new Random(random.nextLong()),
        fronts,
        new TestPurchases(Set.of(), TESTS_A_DAY),
        Map.of(Store.GOOGLE, voided(effects)),
        announcements);
  }

  /** A server of a crowd, on connections of its own. */
  Payments server(DataSource source, Waiting waiting) {
    Effects effects = new Effects();
    return Payments.on(
        source,
        Shop.CATALOGUE,
        clock,
        waiting,
        new Random(random.nextLong()),
        List.of(front(Store.APPLE, effects), front(Store.GOOGLE, effects)),
        Map.of(Store.GOOGLE, voided(effects)),
        announcements(effects));
  }

  private Lane.Interference interference(List<StoreFront> fronts, Announcements announcements) {
    return new Lane.Interference() {
      @Override
      public String text(String sql) {
        return sabotage.text(sql);
      }

      @Override
      public boolean before(String gist, List<@Nullable Object> values) {
        return sabotage.before(gist, values, fronts, announcements);
      }
    };
  }

  /** A request that the wallet pays. */
  static PurchaseRequest fromWallet(String player, String key, String sku, int quantity) {
    return new PurchaseRequest(
        player, key, sku, Store.WALLET, quantity, Optional.empty(), Optional.empty());
  }

  /** A request with a receipt. */
  PurchaseRequest paid(String player, String key, String receipt) {
    Payment payment = payment(receipt);
    return new PurchaseRequest(
        player, key, payment.sku, payment.store, 1, Optional.empty(), Optional.of(receipt));
  }

  PurchaseOutcome buy(Payments server, PurchaseRequest request) {
    record(request, new Unknown());
    PurchaseOutcome outcome = server.purchases().buy(request);
    story.add(request.player() + " " + request.key() + " " + request.sku() + " → " + name(outcome));
    record(request, outcome);
    return outcome;
  }

  private synchronized void record(PurchaseRequest request, PurchaseOutcome outcome) {
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

  /** False if the store must send it again. */
  boolean tell(Payments server, StoreNotice notice) {
    boolean kept =
        succeeds(() -> server.notices().keep(notice, "as " + notice.store() + " sent it"));
    story.add("notice " + notice.id() + " → " + (kept ? "kept" : "not kept"));
    if (kept) {
      kept(notice);
    }
    return kept;
  }

  private synchronized void kept(StoreNotice notice) {
    untold.remove(notice);
  }

  boolean reconcile(Payments server) {
    boolean ended =
        succeeds(() -> server.reconciler().run(clock.instant().plus(Duration.ofMinutes(1))));
    story.add("reconciler → " + (ended ? "ended" : "broke off"));
    return ended;
  }

  boolean relay(Payments server) {
    boolean ended = succeeds(() -> server.relay().run(clock.instant().plus(Duration.ofMinutes(1))));
    story.add("relay → " + (ended ? "ended" : "broke off"));
    return ended;
  }

  private static boolean succeeds(Runnable work) {
    try {
      work.run();
      return true;
    } catch (LedgerUnavailableException | OutcomeUnknownException | BusSilentException e) {
      return false;
    }
  }

  private static String name(PurchaseOutcome outcome) {
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

  // How everything comes to rest.

  /**
   * Stores send again what was not kept, and the workers go on, with time passing, until nothing
   * waits; it must not take long.
   */
  void settle() {
    List.copyOf(untold).forEach(notice -> tell(healthyServer(), notice));
    for (int round = 0; round < SETTLING_ROUNDS; round++) {
      Payments server = healthyServer();
      pass(LONGEST_PAUSE);
      if (!reconcile(server) || !relay(server)) {
        throw new AssertionError("a healthy server's worker breaks off");
      }
      if (Books.read(lane.monitor()).unfinished().isEmpty()) {
        return;
      }
    }
    assertSound(false);
  }

  /** Every player repeats everything until there is an answer for good. */
  void repeatAll() {
    for (PurchaseRequest request : List.copyOf(lastAnswers.keySet())) {
      PurchaseOutcome outcome = buy(healthyServer(), request);
      if (outcome instanceof Pending || outcome instanceof Unknown) {
        throw new AssertionError(request + " is not answered by a healthy server: " + outcome);
      }
    }
  }

  /**
   * Everything that must be true when nothing is on its way any more.
   *
   * @param allAnswered whether every player has had a last answer
   */
  void assertSound(boolean allAnswered) {
    Books books = Books.read(lane.monitor());
    List<String> complaints = new ArrayList<>();
    healthyServer().check().run().forEach(v -> complaints.add("ledger check: " + v));
    books.unfinished().forEach(u -> complaints.add("unfinished: " + u));
    once(books, complaints);
    payments(books, allAnswered, complaints);
    answers(books, allAnswered, complaints);
    events(books, complaints);
    holdings(books, complaints);
    if (books.testsGranted() != books.testsCounted()) {
      complaints.add(
          books.testsGranted() + " tests are granted and counted: " + books.testsCounted());
    }
    if (!complaints.isEmpty()) {
      throw new AssertionError(
          "%s%n  after:%n    %s"
              .formatted(String.join("\n  ", complaints), String.join("\n    ", story)));
    }
  }

  /** One purchase for each key and for each payment. */
  private static void once(Books books, List<String> complaints) {
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

  /** Paid is granted, taken back or – while no receipt was shown – nothing to us. */
  private void payments(Books books, boolean allAnswered, List<String> complaints) {
    Map<String, Books.Row> rows = new HashMap<>();
    for (Books.Row row : books.purchases()) {
      if (row.transaction() != null) {
        rows.put(row.transaction(), row);
      }
    }
    for (Payment payment : payments.values()) {
      Books.Row row = rows.get(payment.id);
      boolean told = front(payment.store).acknowledged().contains(payment.id);
      if (row == null) {
        if (told) {
          complaints.add(payment.id + " is acknowledged and not granted");
        }
        if (allAnswered && !payment.wasTakenBack && !payment.test && wasPresented(payment.id)) {
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

  /** Whether anybody presented a receipt under a key that did not name another request. */
  private boolean wasPresented(String receipt) {
    return lastAnswers.entrySet().stream()
        .filter(answer -> answer.getKey().receipt().filter(receipt::equals).isPresent())
        .anyMatch(answer -> !(answer.getValue() instanceof KeyReused));
  }

  /** Who was told of a purchase has it, and who has it was told. */
  private void answers(Books books, boolean allAnswered, List<String> complaints) {
    Map<String, Books.Row> rows =
        books.purchases().stream().collect(Collectors.toMap(Books.Row::id, row -> row));
    answered.forEach(
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
      if (row.isGranted() && !answered.containsKey(row.id())) {
        complaints.add("granted and never answered: " + row);
      }
    }
    lastAnswers.forEach(
        (request, answer) -> {
          boolean isLastWord =
              switch (answer) {
                case Granted repeated -> true;
                case KeyReused reused -> true;
                case CannotPay cannotPay -> !granted.containsKey(request);
                case Refused refused ->
                    !granted.containsKey(request)
                        || isRepeatOfWhatWasTakenBack(rows, request, refused.reason());
                case Pending pending -> false;
                case TooManyPending tooMany -> false;
                case Unknown unknown -> false;
              };
          if (!isLastWord) {
            complaints.add(request + " was answered " + name(answer) + " in the end");
          }
        });
  }

  /**
   * Presented again under a key of its own, a payment is answered as long as it stands; such a key
   * names no purchase.
   */
  private boolean isRepeatOfWhatWasTakenBack(
      Map<String, Books.Row> rows, PurchaseRequest request, Refusal reason) {
    Grant grant = granted.get(request);
    Books.Row row = grant == null ? null : rows.get(grant.purchaseId());
    return row != null
        && !row.key().equals(request.key())
        && reason == Refusal.PAYMENT_TAKEN_BACK
        && request.receipt().filter(receipt -> payment(receipt).wasTakenBack).isPresent();
  }

  /** Every version of every purchase was published, and nothing else. */
  private void events(Books books, List<String> complaints) {
    Map<String, List<Announcement>> published =
        bus.published().stream().collect(Collectors.groupingBy(Announcement::purchaseId));
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

  /** Players have what their standing purchases come to, by this shop's own reckoning. */
  private void holdings(Books books, List<String> complaints) {
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
          if (amount < 0 && !mayBeOwed(books, asset)) {
            complaints.add("overdrawn: " + asset + " " + amount);
          }
        });
    chests(books, complaints);
  }

  private boolean mayBeOwed(Books books, String asset) {
    String player = asset.substring(0, asset.indexOf(' '));
    return books.purchases().stream()
        .anyMatch(row -> row.player().equals(player) && !share(row).equals(Share.NONE));
  }

  /** Which share of a purchase its store has given back. */
  private Share share(Books.Row row) {
    return row.transaction() == null ? Share.NONE : payment(row.transaction()).share;
  }

  private static void chests(Books books, List<String> complaints) {
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

  // What servers do outside.

  private StoreFront front(Store store, Effects effects) {
    FakeStoreFront front = front(store);
    return new StoreFront() {
      @Override
      public Store store() {
        return store;
      }

      @Override
      public Verification verify(Receipt receipt) {
        return effects.perform(
            "verify",
            () -> front.verify(receipt),
            fate -> new Verification.Unavailable("says the schedule"));
      }

      @Override
      public void acknowledge(StorePurchase purchase) {
        effects.perform(
            "acknowledge",
            () -> {
              if (watching
                  && Books.read(lane.monitor()).purchases().stream()
                      .noneMatch(row -> purchase.transactionId().equals(row.transaction()))) {
                throw new AssertionError(
                    store + " is told of a grant that is not committed: " + purchase);
              }
              front.acknowledge(purchase);
              return true;
            },
            fate -> {
              throw new StoreUnavailableException("says the schedule", null);
            });
      }
    };
  }

  private VoidedPurchases voided(Effects effects) {
    return (from, until) ->
        effects.perform(
            "ask what is voided",
            () -> front(Store.GOOGLE).between(from, until),
            fate -> {
              throw new StoreUnavailableException("says the schedule", null);
            });
  }

  private Announcements announcements(Effects effects) {
    return events ->
        effects.perform(
            "publish",
            () -> {
              List<Books.Row> committed =
                  watching ? Books.read(lane.monitor()).purchases() : List.of();
              for (Announcement event : events) {
                if (watching
                    && committed.stream()
                        .noneMatch(
                            row ->
                                row.id().equals(event.purchaseId())
                                    && row.isGranted()
                                    && row.version() >= event.version())) {
                  throw new AssertionError("published and not committed: " + event);
                }
              }
              return bus.publish(events);
            },
            fate -> {
              throw new BusSilentException();
            });
  }

  /** The bus does not answer. */
  private static final class BusSilentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BusSilentException() {
      super("no answer from the bus, says the schedule");
    }
  }
}
