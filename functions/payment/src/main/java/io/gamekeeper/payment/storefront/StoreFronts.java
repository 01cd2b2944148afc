package io.gamekeeper.payment.storefront;

import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.VoidedPurchases;
import io.gamekeeper.platform.Platform;
import java.util.Map;

/** The stores of a function, connected as its environment says. */
public final class StoreFronts {
  private final Map<Store, StoreFront> fronts;
  private final VoidedPurchases voidedPurchases;
  private final AppleNotices appleNotices;
  private final GoogleNotices googleNotices;

  /**
   * Connects them; nothing is asked yet.
   *
   * @throws IllegalArgumentException if the environment lacks something of {@link StoreEnvironment}
   */
  public StoreFronts(Platform platform) {
    StoreEnvironment store = StoreEnvironment.from(platform.environment());
    Credentials credentials = new Credentials(platform, store.credentials());
    ProviderChoice choice = new ProviderChoice(platform, store.providerSwitch());
    BoundedWeb web = new BoundedWeb(platform);
    AppleConnection apple = new AppleConnection(store, credentials, web, platform.clock());
    GoogleConnection google = new GoogleConnection(credentials, web, platform.clock());
    fronts =
        Map.of(
            Store.APPLE,
            new AppleStoreFront(
                apple,
                platform.clock(),
                web,
                choice,
                new ProviderBreaker(Store.APPLE, platform.clock())),
            Store.GOOGLE,
            new GoogleStoreFront(
                store, google, web, choice, new ProviderBreaker(Store.GOOGLE, platform.clock())));
    voidedPurchases =
        new GoogleVoidedPurchases(google, web, platform.clock(), store.googlePackage());
    appleNotices = new AppleNotices(apple, platform.clock());
    googleNotices = new GoogleNotices(store, google, platform);
  }

  /** Returns the fronts of all stores where one pays with real money. */
  public Map<Store, StoreFront> fronts() {
    return fronts;
  }

  /** Returns the purchases that Google took back. */
  public VoidedPurchases voidedPurchases() {
    return voidedPurchases;
  }

  /** Reads what Apple sends. */
  public AppleNotices appleNotices() {
    return appleNotices;
  }

  /** Reads what Google sends. */
  public GoogleNotices googleNotices() {
    return googleNotices;
  }
}
