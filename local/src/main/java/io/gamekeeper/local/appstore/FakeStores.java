package io.gamekeeper.local.appstore;

import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a stage: the App Store and Google Play, each with the app that the environments of
 * the functions name. The keys that the functions need are written to their secret.
 */
public final class FakeStores {
  private final StageTime time;
  private final WebHosts web;
  private final Secrets secrets;
  private final Notices notices;
  private final StoreIdentity identity;
  private final Map<Shop, StoreNetwork> networks;
  private @Nullable Shops shops;

  private record Shops(StoreEnvironment app, FakeAppStore apple, FakePlayStore google) {}

  private FakeStores(
      StageTime time, WebHosts web, Secrets secrets, Notices notices, StoreIdentity identity) {
    this.time = time;
    this.web = web;
    this.secrets = secrets;
    this.notices = notices;
    this.identity = identity;
    this.networks = Map.of(Shop.APPLE, new StoreNetwork(time), Shop.GOOGLE, new StoreNetwork(time));
  }

  /**
   * Opens stores with keys that are created in a folder at the first start, and kept there.
   *
   * @param secrets where the functions find the keys
   */
  public static FakeStores open(
      Path folder, StageTime time, WebHosts web, Secrets secrets, Notices notices) {
    return new FakeStores(
        time, web, secrets, notices, StoreIdentity.open(folder, time.clock().instant()));
  }

  /**
   * Opens the stores for the app of a function, if the function uses stores.
   *
   * @throws StageException if another function serves another app
   */
  public synchronized void trustedBy(FunctionConfig function) {
    if (!function.environment().containsKey(StoreEnvironment.CREDENTIALS)) {
      return;
    }
    StoreEnvironment app;
    try {
      app = StoreEnvironment.from(function.environment());
    } catch (IllegalArgumentException e) {
      throw StageException.of(function.logicalId(), String.valueOf(e.getMessage()), e);
    }
    Shops known = shops;
    if (known == null) {
      shops = opened(app);
    } else if (!known.app().equals(app)) {
      throw StageException.of(
          function.logicalId(), "serves " + app + ", but another function serves " + known.app());
    }
  }

  private Shops opened(StoreEnvironment app) {
    FakeAppStore apple = new FakeAppStore(identity, app, time.clock());
    FakePlayStore google = new FakePlayStore(identity, app, time.clock());
    StoreNetwork toApple = network(Shop.APPLE);
    StoreNetwork toGoogle = network(Shop.GOOGLE);
    web.register(FakeAppStore.host(app.appleEnvironment()), toApple.to(apple::answer));
    web.register(FakePlayStore.API, toGoogle.to(google::api));
    web.register(FakePlayStore.TOKENS, toGoogle.to(google::tokens));
    web.register(FakePlayStore.KEYS, toGoogle.to(google::keys));
    fillIn(app.credentials());
    return new Shops(app, apple, google);
  }

  private void fillIn(String secret) {
    String keys = identity.credentials();
    try {
      if (!secrets.value(secret).equals(keys)) {
        secrets.put(secret, keys);
      }
    } catch (IllegalArgumentException e) {
      throw new StageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Returns the name of the parameter that selects a provider for each store.
   *
   * @throws StageException if no function uses stores
   */
  public String providerSwitch() {
    return shops().app().providerSwitch();
  }

  /**
   * Pays for a product, as the player's device would.
   *
   * @throws StageException if no function uses stores
   */
  public Sold buy(Shop shop, String product, int quantity, String player) {
    UUID account = StoreAccount.of(player);
    return switch (shop) {
      case APPLE -> shops().apple().buy(product, quantity, account);
      case GOOGLE -> shops().google().buy(product, quantity, account);
    };
  }

  /** Refunds a whole payment, as {@link #refund(Shop, String, int)} does. */
  public int refund(Shop shop, String transactionId) throws InterruptedException {
    return refund(shop, transactionId, Sale.ALL);
  }

  /**
   * Refunds a share of a payment and notifies the game's servers.
   *
   * @param percent how much of the payment, with what was given back before
   * @return the status that they answered with
   * @throws StageException if there is no such payment, or the servers did not answer; the money is
   *     back in the latter case
   */
  public int refund(Shop shop, String transactionId, int percent) throws InterruptedException {
    Notice notice =
        switch (shop) {
          case APPLE -> shops().apple().refund(transactionId, percent);
          case GOOGLE -> shops().google().refund(transactionId, percent);
        };
    try {
      return notices.post(notice.path(), notice.headers(), notice.body());
    } catch (IOException e) {
      throw new StageException(
          transactionId + " is refunded, but the notification got no answer: " + e.getMessage(), e);
    }
  }

  /** Tells whether the game's servers have acknowledged a payment. */
  public boolean isAcknowledged(Shop shop, String transactionId) {
    return switch (shop) {
      case APPLE -> shops().apple().isAcknowledged(transactionId);
      case GOOGLE -> shops().google().isAcknowledged(transactionId);
    };
  }

  /** Disturbs a store's servers until the next call. Notifications of the store still arrive. */
  public void disturb(Shop shop, Outage outage) {
    network(shop).disturb(outage);
  }

  private StoreNetwork network(Shop shop) {
    return Objects.requireNonNull(networks.get(shop));
  }

  private synchronized Shops shops() {
    Shops known = shops;
    if (known == null) {
      throw new StageException("no function of the templates uses stores, so nothing is sold");
    }
    return known;
  }
}
