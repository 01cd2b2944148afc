package io.gamekeeper.cli;

import io.gamekeeper.local.admin.StoreCalls;
import io.gamekeeper.local.appstore.Shop;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** The group of commands on payments; it does nothing by itself. */
@Command(
    name = "payment",
    description = "Operate the payments of the running local stage.",
    subcommands = PaymentCommand.Provider.class)
final class PaymentCommand {
  /** Shows or changes how the stores are asked. */
  @Command(
      name = "provider",
      description = "Show which provider each store is asked through, or choose another.")
  static final class Provider extends StageCommand {
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
    private StoreCalls.@Nullable Provider provider;

    Provider(Console console) {
      super(console);
    }

    @Override
    void check() {
      if (shop != null && provider == null) {
        throw wrong("name the provider after the store: primary or backup");
      }
    }

    @Override
    int run(StageClient stage) {
      StoreCalls.Providers answer =
          shop == null || provider == null
              ? stage.call(StoreCalls.PROVIDERS)
              : stage.call(StoreCalls.CHOOSE_PROVIDER, new StoreCalls.Choice(shop, provider));
      answer
          .providers()
          .forEach((store, chosen) -> console.out().printf("%-7s %s%n", store, chosen));
      return ExitCode.OK;
    }
  }
}
