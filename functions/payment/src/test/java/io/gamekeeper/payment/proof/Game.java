package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.OutcomeUnknownException;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Unknown;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.TestPurchases;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One schedule's game: players, stores, a bus and servers on an empty database. It keeps its own
 * record of what was asked, answered, paid and taken back. {@link Answers} and {@link Outside}
 * check what must be true at every moment: no answer is taken back, and nobody outside is told of
 * what is not committed. {@link FinalCheck} checks what must be true in the end.
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
  private final Map<String, Payment> payments = new LinkedHashMap<>();

  /** Stores send these again until they are kept. */
  private final Set<StoreNotice> untold = new LinkedHashSet<>();

  private final List<String> story = Collections.synchronizedList(new ArrayList<>());
  private final Answers answers;
  private final Outside outside;

  /** A payment as its store has it. */
  static final class Payment {
    final String id;
    final Store store;
    final String sku;
    final boolean test;
    Share share = Share.NONE;

    /** Whether the store has ever taken it back. */
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

  /** Creates a game on an empty database. */
  Game(Lane lane, Sabotage sabotage, long seed) {
    this(lane, sabotage, seed, true);
  }

  private Game(Lane lane, Sabotage sabotage, long seed, boolean watching) {
    this.lane = lane;
    this.sabotage = sabotage;
    this.random = new Random(seed);
    this.answers = new Answers(lane, clock, watching);
    this.outside =
        new Outside(
            lane,
            Map.of(
                Store.APPLE, new FakeStoreFront(Store.APPLE),
                Store.GOOGLE, new FakeStoreFront(Store.GOOGLE)),
            new FakeAnnouncements(),
            watching);
    lane.clear();
  }

  /** Returns a game in which any number of clients and servers are busy at a time. */
  static Game ofCrowds(Lane lane, long seed) {
    return new Game(lane, Sabotage.NONE, seed, false);
  }

  /** Returns what happened, for whoever must understand a failure. */
  List<String> story() {
    return story;
  }

  Random random() {
    return random;
  }

  // What happens outside the servers.

  /** Lets time pass. */
  void pass(Duration duration) {
    clock.advance(duration);
  }

  /** Lets a player pay a store; returns the receipt. */
  synchronized String pay(Store store, String sku) {
    tick();
    String receipt = outside.front(store).sell(sku, clock.instant());
    payments.put(receipt, new Payment(receipt, store, sku, false));
    story.add(receipt + " is paid for " + sku);
    return receipt;
  }

  /** Lets a player get a receipt for no money. */
  synchronized String test(Store store, String sku) {
    tick();
    String receipt = outside.front(store).sellToTester(sku, clock.instant());
    payments.put(receipt, new Payment(receipt, store, sku, true));
    story.add(receipt + " is a test of " + sku);
    return receipt;
  }

  /** Lets the store give the money back. */
  StoreNotice takeBack(String receipt) {
    return takeBack(receipt, Share.ALL);
  }

  /** Lets the store give a share of the money back; the share counts from the beginning. */
  synchronized StoreNotice takeBack(String receipt, Share share) {
    tick();
    Payment payment = payment(receipt);
    payment.share = share;
    payment.wasTakenBack |= payment.takenBack();
    story.add(receipt + " is given back: " + share);
    return untold(outside.front(payment.store).takeBack(receipt, share, clock.instant()));
  }

  /** Lets the store give the money back but go on to vouch for the receipt, as a signature does. */
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

  /** Lets the store take the money again. */
  StoreNotice reinstate(String receipt) {
    tick();
    Payment payment = payment(receipt);
    payment.share = Share.NONE;
    story.add(receipt + " is reinstated");
    return untold(outside.front(payment.store).reinstate(receipt, clock.instant()));
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
    outside.front(store).verifies(verifies);
    outside.front(store).acknowledges(acknowledges);
    story.add(store.id() + " verifies: " + verifies + ", acknowledges: " + acknowledges);
  }

  // What decides an order is never the same instant.
  private void tick() {
    clock.advance(Duration.ofMillis(1 + random.nextInt(1000)));
  }

  // What servers are asked.

  /** Returns a server to which nothing happens. */
  Payments healthyServer() {
    return server(new Effects());
  }

  Payments server(Effects effects) {
    Announcements announcements = outside.announcements(effects);
    List<StoreFront> fronts =
        List.of(outside.front(Store.APPLE, effects), outside.front(Store.GOOGLE, effects));
    return Payments.on(
        lane.source(effects, interference(fronts, announcements)),
        Shop.CATALOGUE,
        clock,
        duration -> {},
        new Random(random.nextLong()),
        fronts,
        new TestPurchases(Set.of(), TESTS_A_DAY),
        Map.of(Store.GOOGLE, outside.voided(effects)),
        announcements);
  }

  /** Returns a server of a crowd, on connections of its own. */
  Payments server(DataSource source, Waiting waiting) {
    Effects effects = new Effects();
    return Payments.on(
        source,
        Shop.CATALOGUE,
        clock,
        waiting,
        new Random(random.nextLong()),
        List.of(outside.front(Store.APPLE, effects), outside.front(Store.GOOGLE, effects)),
        Map.of(Store.GOOGLE, outside.voided(effects)),
        outside.announcements(effects));
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

  /** Returns a request that the wallet pays. */
  static PurchaseRequest fromWallet(String player, String key, String sku, int quantity) {
    return new PurchaseRequest(
        player, key, sku, Store.WALLET, quantity, Optional.empty(), Optional.empty());
  }

  /** Returns a request with a receipt. */
  PurchaseRequest paid(String player, String key, String receipt) {
    Payment payment = payment(receipt);
    return new PurchaseRequest(
        player, key, payment.sku, payment.store, 1, Optional.empty(), Optional.of(receipt));
  }

  PurchaseOutcome buy(Payments server, PurchaseRequest request) {
    answers.record(request, new Unknown());
    PurchaseOutcome outcome = server.purchases().buy(request);
    story.add(
        request.player()
            + " "
            + request.key()
            + " "
            + request.sku()
            + " → "
            + Answers.name(outcome));
    answers.record(request, outcome);
    return outcome;
  }

  /** Tells a server a notice; returns false if the store must send it again. */
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
    } catch (LedgerUnavailableException | OutcomeUnknownException | Outside.BusSilentException e) {
      return false;
    }
  }

  // How everything comes to rest.

  /**
   * Lets stores send again what was not kept and the workers go on, with time passing, until
   * nothing waits; it must not take long.
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

  /** Lets every player repeat everything until there is an answer for good. */
  void repeatAll() {
    for (PurchaseRequest request : List.copyOf(answers.last().keySet())) {
      PurchaseOutcome outcome = buy(healthyServer(), request);
      if (outcome instanceof Pending || outcome instanceof Unknown) {
        throw new AssertionError(request + " is not answered by a healthy server: " + outcome);
      }
    }
  }

  /**
   * Checks everything that must be true when nothing is on its way any more.
   *
   * @param allAnswered whether every player has had a last answer
   */
  void assertSound(boolean allAnswered) {
    List<String> complaints = new ArrayList<>();
    healthyServer().check().run().forEach(v -> complaints.add("ledger check: " + v));
    complaints.addAll(
        new FinalCheck(Books.read(lane.monitor()), payments(), answers, outside).run(allAnswered));
    if (!complaints.isEmpty()) {
      throw new AssertionError(
          "%s%n  after:%n    %s"
              .formatted(String.join("\n  ", complaints), String.join("\n    ", story)));
    }
  }
}
