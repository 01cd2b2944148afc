package io.gamekeeper.payment.proof;

import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.testing.Payments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A short story: things that happen once, and what our servers are asked because of them, which may
 * be asked again.
 */
final class Scenario {
  private static final String PLAYER = "ann";

  private final Game game;
  private final List<Step> steps = new ArrayList<>();

  private Scenario(Game game) {
    this.game = game;
  }

  /** What happens first, once, and what a server is then asked. */
  private record Step(Once happens, Consumer<Payments> ask) {}

  private static final class Once {
    private final Runnable event;
    private boolean happened;

    Once(Runnable event) {
      this.event = event;
    }

    void happen() {
      if (!happened) {
        happened = true;
        event.run();
      }
    }
  }

  /** A value that is there once it has happened. */
  private static final class Later<T> implements Supplier<T> {
    private Optional<T> value = Optional.empty();

    void is(T happened) {
      value = Optional.of(happened);
    }

    @Override
    public T get() {
      return value.orElseThrow();
    }
  }

  /** Plays it on a server, which may die meanwhile. */
  void play(Payments server) {
    for (Step step : steps) {
      step.happens.happen();
      step.ask.accept(server);
    }
  }

  /** Lets happen what has not happened yet. */
  void happenAll() {
    steps.forEach(step -> step.happens.happen());
  }

  /** Asks a server everything, the last first. */
  void playBackwards(Payments server) {
    steps.reversed().forEach(step -> step.ask.accept(server));
  }

  /** The stories that are told, each with the number of effects that it has when nothing fails. */
  enum Kind {
    WALLET_PURCHASE(8) {
      @Override
      void tell(Scenario story) {
        story.gems();
        story.buys("k1", Shop.SWORD, 1);
      }
    },
    LIMITED_WALLET_PURCHASE(16) {
      @Override
      void tell(Scenario story) {
        story.gems();
        story.buys("k1", Shop.CHEST, 2);
        story.buys("k2", Shop.CHEST, 2);
      }
    },
    WALLET_PURCHASES_BEYOND_THE_BALANCE(13) {
      @Override
      void tell(Scenario story) {
        story.gems();
        story.buys("k1", Shop.SWORD, 2);
        story.buys("k2", Shop.SWORD, 1);
      }
    },
    STORE_PURCHASE(15) {
      @Override
      void tell(Scenario story) {
        story.presents("k1", story.pays(Store.APPLE, Shop.GEMS));
      }
    },
    LIMITED_STORE_PURCHASE(17) {
      @Override
      void tell(Scenario story) {
        story.presents("k1", story.pays(Store.GOOGLE, Shop.BUNDLE));
      }
    },
    STORE_DOWN_AT_FIRST(41) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.GOOGLE, Shop.BUNDLE);
        story.happens(game -> game.isUp(Store.GOOGLE, false, false));
        story.presents("k1", receipt);
        story.happens(game -> game.isUp(Store.GOOGLE, true, true));
        story.happens(game -> game.pass(Game.LONGEST_PAUSE));
        story.asks(Game::reconcile);
      }
    },
    SAME_PAYMENT_UNDER_TWO_KEYS(27) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.BUNDLE);
        story.presents("k1", receipt);
        story.presents("k2", receipt);
      }
    },
    SAME_PAYMENT_UNDER_TWO_KEYS_ONE_KEPT(51) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.GEMS);
        story.happens(game -> game.isUp(Store.APPLE, false, false));
        story.presents("k1", receipt);
        story.happens(game -> game.isUp(Store.APPLE, true, true));
        story.presents("k2", receipt);
        story.happens(game -> game.pass(Game.LONGEST_PAUSE));
        story.asks(Game::reconcile);
      }
    },
    REFUND_NOTICE_BEFORE_THE_PURCHASE(14) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.GEMS);
        story.tells(story.later(game -> game.takeBackUnseen(receipt.get())));
        story.presents("k1", receipt);
      }
    },
    REFUND_NOTICE_AFTER_THE_PURCHASE(33) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.BUNDLE);
        story.presents("k1", receipt);
        story.tells(story.later(game -> game.takeBack(receipt.get())));
      }
    },
    REFUND_OF_SPENT_GOODS(54) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.GEMS);
        story.presents("k1", receipt);
        story.buys("k2", Shop.SWORD, 2);
        story.tells(story.later(game -> game.takeBack(receipt.get())));
        story.presents("k3", story.pays(Store.GOOGLE, Shop.BUNDLE));
      }
    },
    REFUND_OF_A_PART_AND_OF_THE_REST(48) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.BUNDLE);
        story.presents("k1", receipt);
        story.tells(story.later(game -> game.takeBack(receipt.get(), new Share(30, 100))));
        story.tells(story.later(game -> game.takeBack(receipt.get())));
      }
    },
    REFUND_OF_A_PART_BEFORE_THE_PURCHASE(55) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.GOOGLE, Shop.BUNDLE);
        story.tells(story.later(game -> game.takeBack(receipt.get(), new Share(1, 3))));
        story.presents("k1", receipt);
        story.asks(Game::reconcile);
      }
    },
    TESTS_BEYOND_WHAT_ONE_MAY(26) {
      @Override
      void tell(Scenario story) {
        story.presents("k1", story.later(game -> game.test(Store.APPLE, Shop.GEMS)));
        story.presents("k2", story.later(game -> game.test(Store.APPLE, Shop.GEMS)));
      }
    },
    VOIDED_PURCHASE_IS_POLLED(52) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.GOOGLE, Shop.BUNDLE);
        story.presents("k1", receipt);
        story.happens(game -> game.takeBack(receipt.get()));
        story.happens(game -> game.pass(Game.LONGEST_PAUSE));
        story.asks(Game::reconcile);
      }
    },
    REINSTATED_PAYMENT(49) {
      @Override
      void tell(Scenario story) {
        Supplier<String> receipt = story.pays(Store.APPLE, Shop.BUNDLE);
        story.presents("k1", receipt);
        story.tells(story.later(game -> game.takeBack(receipt.get())));
        story.tells(story.later(game -> game.reinstate(receipt.get())));
      }
    },
    OUTBOX(12) {
      @Override
      void tell(Scenario story) {
        story.gems();
        story.before(
            game -> game.buy(game.healthyServer(), Game.fromWallet(PLAYER, "k1", Shop.SWORD, 1)));
        String receipt = story.game.pay(Store.APPLE, Shop.GEMS);
        story.before(game -> game.buy(game.healthyServer(), game.paid(PLAYER, "k2", receipt)));
        story.before(game -> game.tell(game.healthyServer(), game.takeBack(receipt)));
        story.asks(Game::relay);
      }
    },
    BACKLOG(59) {
      @Override
      void tell(Scenario story) {
        Game game = story.game;
        game.isUp(Store.APPLE, true, false);
        String unacknowledged = game.pay(Store.APPLE, Shop.GEMS);
        game.buy(game.healthyServer(), game.paid(PLAYER, "k1", unacknowledged));
        game.isUp(Store.GOOGLE, false, false);
        String kept = game.pay(Store.GOOGLE, Shop.BUNDLE);
        game.buy(game.healthyServer(), game.paid(PLAYER, "k2", kept));
        String worthless = game.pay(Store.GOOGLE, Shop.GEMS);
        game.buy(game.healthyServer(), game.paid(PLAYER, "k3", worthless));
        game.takeBack(worthless);
        game.isUp(Store.APPLE, true, true);
        game.isUp(Store.GOOGLE, true, true);
        game.pass(Game.LONGEST_PAUSE);
        story.asks(Game::reconcile);
        story.asks(Game::relay);
      }
    },
    CLEAN_UP(21) {
      @Override
      void tell(Scenario story) {
        Game game = story.game;
        game.isUp(Store.GOOGLE, false, false);
        String worthless = game.pay(Store.GOOGLE, Shop.GEMS);
        game.buy(game.healthyServer(), game.paid(PLAYER, "k1", worthless));
        game.takeBack(worthless);
        game.isUp(Store.GOOGLE, true, true);
        story.gems();
        game.settle();
        game.pass(Duration.ofDays(8));
        story.asks(Game::reconcile);
      }
    };

    private final int effects;

    Kind(int effects) {
      this.effects = effects;
    }

    /** Returns how many effects it has when nothing fails; an added effect adds its schedules. */
    int effects() {
      return effects;
    }

    abstract void tell(Scenario story);

    /** Returns the scenario, ready to be played in a game. */
    Scenario in(Game game) {
      Scenario story = new Scenario(game);
      tell(story);
      return story;
    }
  }

  /** The player has some gems from the beginning. */
  private void gems() {
    String receipt = game.pay(Store.APPLE, Shop.GEMS);
    game.buy(game.healthyServer(), game.paid(PLAYER, "gems", receipt));
  }

  private void before(Consumer<Game> event) {
    event.accept(game);
  }

  private void happens(Consumer<Game> event) {
    steps.add(new Step(new Once(() -> event.accept(game)), server -> {}));
  }

  private void asks(BiConsumer<Game, Payments> question) {
    steps.add(new Step(new Once(() -> {}), server -> question.accept(game, server)));
  }

  private <T> Supplier<T> later(Function<Game, T> event) {
    Later<T> later = new Later<>();
    happens(game -> later.is(event.apply(game)));
    return later;
  }

  private Supplier<String> pays(Store store, String sku) {
    return later(game -> game.pay(store, sku));
  }

  private void buys(String key, String sku, int quantity) {
    PurchaseRequest request = Game.fromWallet(PLAYER, key, sku, quantity);
    asks((game, server) -> game.buy(server, request));
  }

  private void presents(String key, Supplier<String> receipt) {
    asks((game, server) -> game.buy(server, game.paid(PLAYER, key, receipt.get())));
  }

  private void tells(Supplier<StoreNotice> notice) {
    asks((game, server) -> game.tell(server, notice.get()));
  }
}
