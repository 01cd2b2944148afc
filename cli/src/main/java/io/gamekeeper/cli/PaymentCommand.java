package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import io.gamekeeper.local.admin.StoreCalls;
import io.gamekeeper.local.appstore.Shop;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The group of commands on payments; it does nothing by itself. */
@Command(name = "payment", description = "Operate the payments of the running local stage.")
final class PaymentCommand {
  /** Shows or changes how the stores are asked. */
  @Command(
      name = "provider",
      description = "Show which provider each store is asked through, or choose another.")
  static final class Provider implements Callable<Integer> {
    private final Console console;

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
            "PRIMARY is the store's server, BACKUP its signature on the receipt; functions follow"
                + " within 30 seconds.")
    private StoreCalls.@Nullable Provider provider;

    @Option(names = "--port", description = "Port of the stage, if several are running.")
    private @Nullable Integer port;

    @Spec private @Nullable CommandSpec spec;

    Provider(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      if (shop != null && provider == null) {
        throw new ParameterException(
            requireNonNull(spec).commandLine(), "say which provider: primary or backup");
      }
      StoreCalls.Providers answer;
      try (StageClient stage = StageClient.find(Project.current(), port)) {
        answer =
            shop == null || provider == null
                ? stage.call(StoreCalls.PROVIDERS)
                : stage.call(StoreCalls.CHOOSE_PROVIDER, new StoreCalls.Choice(shop, provider));
      }
      answer
          .providers()
          .forEach((store, chosen) -> console.out().printf("%-7s %s%n", store, chosen));
      return 0;
    }
  }
}
