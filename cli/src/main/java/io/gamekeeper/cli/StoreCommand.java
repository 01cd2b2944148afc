package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.local.admin.StoreCalls;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.CatalogueFile;
import io.gamekeeper.payment.Product;
import io.gamekeeper.payment.Store;
import io.gamekeeper.platform.identity.PlayerId;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the running stage's stores; it does nothing by itself. */
@Command(
    name = "store",
    description = "Pay, refund and cause faults in the local stage's stores.",
    subcommands = {StoreCommand.Buy.class, StoreCommand.Refund.class, StoreCommand.SetOutage.class})
final class StoreCommand {
  private static final int SUCCESS = 2;
  private static final int ALL = 100;

  /** Base of the operations on one store. */
  abstract static class StoreOperation extends StageCommand {
    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The store: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Shop shop;

    StoreOperation(Console console) {
      super(console);
    }

    final Shop shop() {
      return requireNonNull(shop);
    }
  }

  /** Pays as a player's device would and prints what the game's client sends on. */
  @Command(name = "buy", description = "Pay in a store and print the body of the purchase request.")
  static final class Buy extends StoreOperation {
    @Parameters(index = "1", paramLabel = "SKU", description = "The sku, as in catalogue.yaml.")
    private String sku = "";

    @Option(names = "--player", required = true, description = "The id of the player who pays.")
    private String player = "";

    @Option(names = "--quantity", defaultValue = "1", description = "How many (default 1).")
    private int quantity;

    @Option(names = "--curl", description = "Print a curl line that sends the request.")
    private boolean curl;

    Buy(Console console) {
      super(console);
    }

    @Override
    void check() {
      if (!PlayerId.isValid(player)) {
        throw wrong("not a player's id: '" + player + "'");
      }
      if (quantity < 1) {
        throw wrong("a store sells at least one, not " + quantity);
      }
      checkSold(sku, Store.of(shop().id()).orElseThrow());
    }

    @Override
    int run(StageClient stage) {
      StoreCalls.Sale sale =
          stage.call(StoreCalls.BUY, new StoreCalls.Purchase(shop(), sku, quantity, player));
      String body = body(sale.receipt());
      console.progress(shop().id() + " transaction " + sale.transaction());
      console
          .out()
          .println(curl ? curl(stage.port(), stage.token(player), sale.transaction(), body) : body);
      return ExitCode.OK;
    }

    /**
     * Checks that the store sells a product: it sells what the studio has set up there, which here
     * is the catalogue.
     */
    private static void checkSold(String sku, Store store) {
      Catalogue catalogue = CatalogueFile.packaged();
      if (catalogue.find(sku).filter(known -> known.prices().containsKey(store)).isEmpty()) {
        throw new CommandFailure(
            "%s does not sell %s: it sells %s"
                .formatted(
                    store.id(),
                    sku,
                    catalogue.all().stream()
                        .filter(known -> known.prices().containsKey(store))
                        .map(Product::sku)
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
    }

    private String body(String receipt) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("sku", sku)
          .put("store", shop().id())
          .put("quantity", quantity)
          .put("receipt", receipt)
          .toString();
    }

    /**
     * Returns a curl command with the transaction as the idempotency key, so that it may be
     * repeated.
     */
    static String curl(int port, String token, String key, String body) {
      return "curl -sS -X POST http://127.0.0.1:%d%s -H %s -H %s -H %s -d %s"
          .formatted(
              port,
              ApiRoute.PURCHASE.path(),
              quoted("Authorization: Bearer " + token),
              quoted("Content-Type: application/json"),
              quoted("Idempotency-Key: " + key),
              quoted(body));
    }

    private static String quoted(String text) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
  }

  /** Gives a payment back. */
  @Command(
      name = "refund",
      description =
          "Give a payment or a part of it back and notify the game's servers, as the store would.")
  static final class Refund extends StoreOperation {
    @Parameters(
        index = "1",
        paramLabel = "TRANSACTION",
        description = "The payment's transaction, as store buy printed it.")
    private String transaction = "";

    @Option(
        names = "--percent",
        defaultValue = "100",
        description =
            "The percentage that is refunded by now (default 100). Google refunds whole pieces.")
    private int percent;

    Refund(Console console) {
      super(console);
    }

    @Override
    void check() {
      if (percent < 1 || percent > ALL) {
        throw wrong("a store refunds 1 to 100 %, not " + percent);
      }
    }

    @Override
    int run(StageClient stage) {
      int status =
          stage
              .call(StoreCalls.REFUND, new StoreCalls.Refund(shop(), transaction, percent))
              .status();
      if (status / 100 != SUCCESS) {
        throw new CommandFailure(
            transaction + " is refunded, but the notification was answered with " + status);
      }
      console
          .out()
          .println(
              transaction
                  + " is refunded"
                  + (percent == ALL ? "" : " by " + percent + " %")
                  + (percent < ALL && shop() == Shop.GOOGLE
                      ? "; the game's servers ask for partial refunds and learn of it within a minute"
                      : ", and the game's servers have been notified"));
      return ExitCode.OK;
    }
  }

  /** Breaks a store or repairs it. */
  @Command(name = "outage", description = "Take a store down, make it slow, or bring it back.")
  static final class SetOutage extends StoreOperation {
    @Parameters(
        index = "1",
        paramLabel = "STATE",
        description = "The new state: ${COMPLETION-CANDIDATES}, in any case.")
    private Outage.@Nullable State state;

    @Option(
        names = "--errors",
        paramLabel = "PERCENT",
        converter = WholeNumber.Percent.class,
        defaultValue = "0",
        description = "The percentage of requests to answer with an error.")
    private int errorPercent;

    SetOutage(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      Outage.State wanted = requireNonNull(state);
      stage.call(StoreCalls.OUTAGE, new StoreCalls.Disturbance(shop(), wanted, errorPercent));
      console
          .out()
          .println(
              shop().id()
                  + " is "
                  + wanted.name().toLowerCase(Locale.ROOT)
                  + (errorPercent == 0 ? "" : ", with " + errorPercent + " % errors"));
      return ExitCode.OK;
    }
  }
}
