package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.proof.Effects.Done;
import io.gamekeeper.payment.proof.Effects.Fate;
import io.gamekeeper.payment.testing.Payments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A schedule that a seed determines: players, stores, workers and failures as they come. What one
 * server does is cut in by another at effects where it holds no locks.
 */
final class RandomSchedule {
  private static final List<String> PLAYERS = List.of("ann", "bob", "cid");
  private static final List<Fate> FATES = List.of(Fate.values());
  private static final int KEYS = 6;
  private static final int FEWEST_EVENTS = 4;
  private static final int MORE_EVENTS = 10;
  private static final int MOST_NESTED = 2;
  private static final List<Duration> LEAPS =
      List.of(Duration.ofSeconds(1), Game.LONGEST_PAUSE, Duration.ofHours(25), Duration.ofDays(8));

  private final Game game;
  private final Random random;
  private final double failures;
  private final List<PurchaseRequest> requests = new ArrayList<>();
  private final List<StoreNotice> notices = new ArrayList<>();
  private int nested;

  RandomSchedule(Lane lane, Sabotage sabotage, long seed) {
    game = new Game(lane, sabotage, seed);
    random = new Random(seed);
    failures = 0.12 * random.nextDouble();
  }

  /** Runs it; throws an {@link AssertionError} if anything is wrong in the end. */
  void run() {
    try {
      int events = FEWEST_EVENTS + random.nextInt(MORE_EVENTS);
      for (int i = 0; i < events; i++) {
        event();
      }
      game.isUp(Store.APPLE, true, true);
      game.isUp(Store.GOOGLE, true, true);
      if (random.nextBoolean()) {
        game.settle();
        game.assertSound(false);
      }
      game.repeatAll();
      game.settle();
      game.assertSound(true);
    } catch (AssertionError | IllegalStateException e) {
      throw new AssertionError(
          e.getMessage() + "\n  story:\n    " + String.join("\n    ", game.story()), e);
    }
  }

  /** Something happens, on a server to which something may happen. */
  private void event() {
    Effects effects = new Effects((number, effect) -> fate(effect), this::cutIn);
    try {
      event(game.server(effects));
    } catch (ServerDied death) {
      game.story().add("that server died");
    }
  }

  private void cutIn() {
    if (nested < MOST_NESTED) {
      nested++;
      game.story().add("meanwhile {");
      event();
      game.story().add("}");
      nested--;
    }
  }

  private Fate fate(Done effect) {
    if (random.nextDouble() >= failures) {
      return Fate.HAPPENS;
    }
    Fate fate = any(FATES);
    return fate == Fate.DEADLOCK && !effect.isStatement() ? Fate.HAPPENS : fate;
  }

  private void event(Payments server) {
    int dice = random.nextInt(100);
    if (dice < 22) {
      presentNew(server);
    } else if (dice < 30) {
      presentOld(server);
    } else if (dice < 48) {
      buyFromWallet(server);
    } else if (dice < 60) {
      repeat(server);
    } else if (dice < 68) {
      takeBack(server);
    } else if (dice < 72) {
      reinstate(server);
    } else if (dice < 76) {
      tellAgain(server);
    } else if (dice < 85) {
      game.reconcile(server);
    } else if (dice < 92) {
      game.relay(server);
    } else if (dice < 96) {
      game.isUp(store(), random.nextInt(3) > 0, random.nextInt(3) > 0);
    } else {
      game.pass(any(LEAPS));
    }
  }

  private void presentNew(Payments server) {
    String receipt = game.pay(store(), random.nextBoolean() ? Shop.GEMS : Shop.BUNDLE);
    ask(server, game.paid(player(), key(), receipt));
  }

  /** The same payment under another key, perhaps by another player. */
  private void presentOld(Payments server) {
    if (!game.payments().isEmpty()) {
      ask(server, game.paid(player(), key(), any(game.payments()).id));
    }
  }

  private void buyFromWallet(Payments server) {
    String sku = random.nextBoolean() ? Shop.SWORD : Shop.CHEST;
    ask(server, Game.fromWallet(player(), key(), sku, 1 + random.nextInt(3)));
  }

  private void repeat(Payments server) {
    if (!requests.isEmpty()) {
      ask(server, any(requests));
    }
  }

  private void takeBack(Payments server) {
    List<Game.Payment> standing = game.payments().stream().filter(p -> !p.takenBack()).toList();
    if (!standing.isEmpty()) {
      String receipt = any(standing).id;
      tellPerhaps(
          server,
          switch (random.nextInt(4)) {
            case 0 -> game.takeBackUnseen(receipt);
            case 1 -> game.takeBack(receipt, new Share(1 + random.nextInt(99), 100));
            default -> game.takeBack(receipt);
          });
    }
  }

  private void reinstate(Payments server) {
    List<Game.Payment> takenBack =
        game.payments().stream().filter(p -> !p.share.equals(Share.NONE)).toList();
    if (!takenBack.isEmpty()) {
      tellPerhaps(server, game.reinstate(any(takenBack).id));
    }
  }

  private void tellPerhaps(Payments server, StoreNotice notice) {
    notices.add(notice);
    if (random.nextInt(3) > 0) {
      game.tell(server, notice);
    }
  }

  private void tellAgain(Payments server) {
    if (!notices.isEmpty()) {
      game.tell(server, any(notices));
    }
  }

  private void ask(Payments server, PurchaseRequest request) {
    requests.add(request);
    game.buy(server, request);
  }

  private Store store() {
    return random.nextBoolean() ? Store.APPLE : Store.GOOGLE;
  }

  private String player() {
    // Mostly one, so that it has something to spend.
    return random.nextInt(3) > 0 ? PLAYERS.getFirst() : any(PLAYERS);
  }

  private String key() {
    return "k" + random.nextInt(KEYS);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
