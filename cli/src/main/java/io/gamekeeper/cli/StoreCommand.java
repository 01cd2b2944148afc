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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The group of commands on the running stage's stores; it does nothing by itself. */
@Command(name = "store", description = "Pay, refund and cause faults in the local stage's stores.")
final class StoreCommand {
  private static final int SUCCESS = 2;
  private static final int ALL = 100;

  /** Pays as a player's device would and prints what the game's client sends on. */
  @Command(name = "buy", description = "Pay in a store and print the body of the purchase request.")
  static final class Buy implements Callable<Integer> {
    private final Console console;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The store: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Shop shop;

    @Parameters(index = "1", paramLabel = "SKU", description = "The sku, as in catalogue.yaml.")
    private String sku = "";

    @Option(names = "--player", required = true, description = "The id of the player who pays.")
    private String player = "";

    @Option(names = "--quantity", defaultValue = "1", description = "How many (default 1).")
    private int quantity;

    @Option(names = "--curl", description = "Print a curl line that sends the request.")
    private boolean curl;

    @Option(names = "--port", description = "Port of the stage, if several are running.")
    private @Nullable Integer port;

    Buy(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      if (!PlayerId.isValid(player)) {
        throw wrong("not a player's id: '" + player + "'");
      }
      if (quantity < 1) {
        throw wrong("a store sells at least one, not " + quantity);
      }
      String store = requireNonNull(shop).id();
      checkSold(sku, Store.of(store).orElseThrow());
      try (StageClient stage = StageClient.find(Project.current(), port)) {
        StoreCalls.Sale sale =
            stage.call(
                StoreCalls.BUY,
                new StoreCalls.Purchase(requireNonNull(shop), sku, quantity, player));
        String body = body(store, sale.receipt());
        console.progress(store + " transaction " + sale.transaction());
        console
            .out()
            .println(
                curl ? curl(stage.port(), stage.token(player), sale.transaction(), body) : body);
      }
      return 0;
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

    private String body(String store, String receipt) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("sku", sku)
          .put("store", store)
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

    private ParameterException wrong(String what) {
      return new ParameterException(requireNonNull(spec).commandLine(), what);
    }
  }

  /** Gives a payment back. */
  @Command(
      name = "refund",
      description =
          "Give a payment or a part of it back and notify the game's servers, as the store would.")
  static final class Refund implements Callable<Integer> {
    private final Console console;

    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The store: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Shop shop;

    @Parameters(
        index = "1",
        paramLabel = "TRANSACTION",
        description = "The payment's transaction, as store buy printed it.")
    private String transaction = "";

    @Option(names = "--port", description = "Port of the stage, if several are running.")
    private @Nullable Integer port;

    Refund(Console console) {
      this.console = console;
    }

    @Option(
        names = "--percent",
        defaultValue = "100",
        description =
            "The percentage that is given back by now (default 100). Google gives back whole pieces.")
    private int percent;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      if (percent < 1 || percent > ALL) {
        throw new ParameterException(
            requireNonNull(spec).commandLine(), "a store gives back 1 to 100 %, not " + percent);
      }
      int status;
      try (StageClient stage = StageClient.find(Project.current(), port)) {
        status =
            stage
                .call(
                    StoreCalls.REFUND,
                    new StoreCalls.Refund(requireNonNull(shop), transaction, percent))
                .status();
      }
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
                  + (percent < ALL && shop == Shop.GOOGLE
                      ? "; the game's servers ask for partial refunds and learn of it within a minute"
                      : ", and the game's servers have been notified"));
      return 0;
    }
  }

  /** Breaks a store or repairs it. */
  @Command(name = "outage", description = "Take a store down, make it slow, or bring it back.")
  static final class SetOutage implements Callable<Integer> {
    private final Console console;

    @Parameters(
        index = "0",
        paramLabel = "STORE",
        description = "The store: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Shop shop;

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

    @Option(names = "--port", description = "Port of the stage, if several are running.")
    private @Nullable Integer port;

    SetOutage(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      String store = requireNonNull(shop).id();
      String wanted = requireNonNull(state).name().toLowerCase(Locale.ROOT);
      try (StageClient stage = StageClient.find(Project.current(), port)) {
        stage.call(
            StoreCalls.OUTAGE,
            new StoreCalls.Disturbance(requireNonNull(shop), requireNonNull(state), errorPercent));
      }
      console
          .out()
          .println(
              store
                  + " is "
                  + wanted
                  + (errorPercent == 0 ? "" : ", with " + errorPercent + " % errors"));
      return 0;
    }
  }
}
