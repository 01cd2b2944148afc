package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import io.gamekeeper.local.admin.MessengerCalls;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the channels to people; it does nothing by itself. */
@Command(
    name = "messenger",
    description = "Cause faults in the channels by which the local stage reaches people.",
    subcommands = {MessengerCommand.SetOutage.class, MessengerCommand.LastHeartbeat.class})
final class MessengerCommand {

  /** Breaks a channel or repairs it. */
  @Command(
      name = "outage",
      description = "Take a channel's service down, make it slow or busy, or bring it back.")
  static final class SetOutage extends StageCommand {
    @Parameters(
        index = "0",
        paramLabel = "CHANNEL",
        description = "The channel: ${COMPLETION-CANDIDATES}, in any case.")
    private @Nullable Channel channel;

    @Parameters(
        index = "1",
        paramLabel = "STATE",
        description = "The new state: ${COMPLETION-CANDIDATES}, in any case.")
    private Fault.@Nullable State state;

    @Option(
        names = "--errors",
        paramLabel = "PERCENT",
        converter = WholeNumber.Percent.class,
        defaultValue = "0",
        description = "The percentage of requests to answer with an error.")
    private int errorPercent;

    SetOutage(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(StageClient stage) {
      Channel wanted = requireNonNull(channel);
      Fault.State fate = requireNonNull(state);
      stage.call(MessengerCalls.FAULT, new MessengerCalls.Disturbance(wanted, fate, errorPercent));
      console
          .out()
          .println(
              wanted.id()
                  + " is "
                  + fate.name().toLowerCase(Locale.ROOT)
                  + (errorPercent == 0 ? "" : ", with " + errorPercent + " % errors"));
      return ExitCode.OK;
    }
  }

  /** Tells when the watcher got the last heartbeat. */
  @Command(
      name = "heartbeat",
      description = "Show when the watcher outside of the account got the last heartbeat.")
  static final class LastHeartbeat extends StageCommand {
    LastHeartbeat(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(StageClient stage) {
      MessengerCalls.Heartbeat last = stage.call(MessengerCalls.HEARTBEAT);
      console
          .out()
          .println(last.at() == null ? "no heartbeat yet" : "last heartbeat at " + last.at());
      return ExitCode.OK;
    }
  }
}
