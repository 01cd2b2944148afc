package io.gamekeeper.local.admin;

import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Shop;
import java.util.Map;

/** Operations on the fake stores and on the choice of their providers. */
public final class StoreCalls {
  /** Pays as a player's device would. */
  public static final AdminOperation<Purchase, Sale> BUY =
      new AdminOperation<>("store-buy", Purchase.class, Sale.class);

  /** Gives a payment or a part of it back, and notifies the game's servers. */
  public static final AdminOperation<Refund, Notified> REFUND =
      new AdminOperation<>("store-refund", Refund.class, Notified.class);

  /** Breaks a store or repairs it. */
  public static final AdminOperation<Disturbance, Nothing> OUTAGE =
      new AdminOperation<>("store-outage", Disturbance.class, Nothing.class);

  /** Tells the provider of each store. */
  public static final AdminOperation<Nothing, Providers> PROVIDERS =
      new AdminOperation<>("payment-providers", Nothing.class, Providers.class);

  /** Chooses the provider of a store. */
  public static final AdminOperation<Choice, Providers> CHOOSE_PROVIDER =
      new AdminOperation<>("payment-provider", Choice.class, Providers.class);

  private StoreCalls() {}

  /** A payment to make. */
  public record Purchase(Shop store, String sku, int quantity, String player) {}

  /** A payment that was made. */
  public record Sale(String transaction, String receipt) {}

  /**
   * A payment to refund.
   *
   * @param percent how much of it, with what was given back before
   */
  public record Refund(Shop store, String transaction, int percent) {}

  /**
   * The notification of a refund.
   *
   * @param status of the answer of the game's servers
   */
  public record Notified(int status) {}

  /**
   * The fault of a store.
   *
   * @param errorPercent of the requests are answered with an error
   */
  public record Disturbance(Shop store, Outage.State state, int errorPercent) {}

  /** A way to ask a store about a receipt. */
  public enum Provider {
    /** The store's server. */
    PRIMARY(ProviderSwitch.PRIMARY),
    /** The store's signature on the receipt. */
    BACKUP(ProviderSwitch.BACKUP);

    private final String value;

    Provider(String value) {
      this.value = value;
    }

    /** Returns the value that functions read. */
    String value() {
      return value;
    }
  }

  /** A store and the provider that it is asked through from now on. */
  public record Choice(Shop store, Provider provider) {}

  /** The provider of each store, as functions read it. */
  public record Providers(Map<String, String> providers) {}
}
