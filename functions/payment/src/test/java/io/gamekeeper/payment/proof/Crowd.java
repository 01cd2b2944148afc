package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.testing.Payments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that all play at a time and get in one another's way: few players, few keys, few
 * payments, little money. Whoever is not answered asks again. Workers run beside them.
 */
final class Crowd implements AutoCloseable {
  private static final int PLAYERS = 4;
  private static final int KEYS_OF_A_CLIENT = 6;
  private static final int PAUSE_NANOS = 2_000_000;

  private final Game game;
  private final List<Payments> servers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> clients = new ArrayList<>();
  private final List<Future<?>> workers = new ArrayList<>();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private volatile boolean working = true;
  private volatile boolean leaving;

  /** Clients with so many requests each. */
  Crowd(Game game, List<Payments> servers, int clients, int requests, long seed) {
    this(game, servers, clients, requests, false, seed);
  }

  /** Clients that go on until they are awaited, and make at least so many requests each. */
  static Crowd untilAwaited(
      Game game, List<Payments> servers, int clients, int requests, long seed) {
    return new Crowd(game, servers, clients, requests, true, seed);
  }

  private Crowd(
      Game game,
      List<Payments> servers,
      int clients,
      int requests,
      boolean untilAwaited,
      long seed) {
    leaving = !untilAwaited;
    this.game = game;
    this.servers = servers;
    for (int i = 0; i < clients; i++) {
      Random random = new Random(seed + i);
      Payments server = servers.get(i % servers.size());
      this.clients.add(threads.submit(() -> play(server, random, requests)));
    }
  }

  /** Lets reconcilers and relays run until the clients have ended. */
  Crowd withWorkers() {
    for (Payments server : servers) {
      workers.add(
          threads.submit(
              () -> {
                while (working) {
                  game.reconcile(server);
                  game.relay(server);
                  LockSupport.parkNanos(PAUSE_NANOS);
                }
              }));
    }
    return this;
  }

  /** Returns how many requests were answered for good. */
  long answers() {
    return answers.get();
  }

  /** Returns how many were answered by 503. */
  long unknown() {
    return unknown.get();
  }

  /** Until every client has its answers; then the workers end. */
  void await() throws ExecutionException, InterruptedException {
    leaving = true;
    for (Future<?> client : clients) {
      client.get();
    }
    working = false;
    for (Future<?> worker : workers) {
      worker.get();
    }
  }

  @Override
  public void close() {
    leaving = true;
    working = false;
    threads.close();
  }

  private void play(Payments server, Random random, int requests) {
    for (int i = 0; i < requests || !leaving; i++) {
      String player = "player-" + random.nextInt(PLAYERS);
      String key = "k" + random.nextInt(KEYS_OF_A_CLIENT * requests);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          Store store = random.nextBoolean() ? Store.APPLE : Store.GOOGLE;
          String sku = random.nextBoolean() ? Shop.GEMS : Shop.BUNDLE;
          ask(server, game.paid(player, key, game.pay(store, sku)));
        }
        case 2, 3 -> {
          List<Game.Payment> payments = game.payments();
          if (!payments.isEmpty()) {
            String receipt = payments.get(random.nextInt(payments.size())).id;
            ask(server, game.paid(player, key, receipt));
          }
        }
        case 4 -> {
          List<Game.Payment> payments = game.payments();
          if (payments.size() > 8) {
            game.tell(server, game.takeBack(payments.get(random.nextInt(payments.size())).id));
          }
        }
        case 5 -> ask(server, Game.fromWallet(player, key, Shop.CHEST, 1 + random.nextInt(2)));
        default -> ask(server, Game.fromWallet(player, key, Shop.SWORD, 1));
      }
    }
  }

  private void ask(Payments server, PurchaseRequest request) {
    PurchaseOutcome outcome = game.buy(server, request);
    while (outcome instanceof PurchaseOutcome.Unknown) {
      unknown.incrementAndGet();
      LockSupport.parkNanos(PAUSE_NANOS);
      outcome = game.buy(server, request);
    }
    answers.incrementAndGet();
  }
}
