package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.operations.Operations;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** The group of commands on payments; it does nothing by itself. */
@Command(
    name = "payment",
    description = "Operate a stage's payments.",
    subcommands = PaymentCommand.Provider.class)
final class PaymentCommand {
  /** A way to ask a store about a receipt. */
  enum Way {
    PRIMARY,
    BACKUP
  }

  /** Shows or changes how the stores are asked. */
  @Command(
      name = "provider",
      description = "Show which provider each store is asked through, or choose another.")
  static final class Provider extends ChangeCommand {
    private static final String PATH = Operations.path("payments", "provider");

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "STORE",
        description = "The store to change: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Shop shop;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "PROVIDER",
        description =
            "PRIMARY asks the store's server, BACKUP checks the store's signature on the receipt;"
                + " functions use it within 30 seconds.")
    private @Nullable Way way;

    Provider(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    boolean changes() {
      return shop != null;
    }

    @Override
    OperatorRole role() {
      return changes() ? super.role() : OperatorRole.VIEWER;
    }

    @Override
    void check() {
      if (shop != null && way == null) {
        throw wrong("name the provider after the store: primary or backup");
      }
      super.check();
    }

    @Override
    int run(Operations operations) {
      JsonNode providers = operations.get(PATH, Map.of());
      JsonNode answer =
          shop == null || way == null ? providers : choose(operations, providers, shop.id(), way);
      print(
          answer,
          answer.path("providers").properties().stream()
              .map(each -> "%-7s %s".formatted(each.getKey(), each.getValue().asText()))
              .toList());
      return ExitCode.OK;
    }

    private JsonNode choose(Operations operations, JsonNode providers, String store, Way way) {
      return operations.change(
          "PUT",
          PATH,
          JsonNodeFactory.instance
              .objectNode()
              .put("store", store)
              .put("provider", way.name().toLowerCase(Locale.ROOT))
              .put("was", Facts.text(providers.path("providers"), store)),
          reason());
    }
  }
}
