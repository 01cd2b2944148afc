package io.gamekeeper.cli;

import io.gamekeeper.local.admin.AdminJson;
import io.gamekeeper.local.admin.MessengerCalls;
import io.gamekeeper.local.admin.MessengerCalls.Message;
import io.gamekeeper.local.inbox.Channel;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows what has reached people. */
@Command(
    name = "inbox",
    description =
        "Show the mails, messages and calls that people got from the local stage, newest first.")
final class InboxCommand extends StageCommand {
  private static final int LONGEST_TITLE = 80;

  @Option(
      names = "--channel",
      description = "Only those of this channel: ${COMPLETION-CANDIDATES}, in any case.")
  private @Nullable Channel channel;

  @Option(
      names = "--to",
      paramLabel = "CONTACT",
      description = "Only those to this address, member id or phone number.")
  private @Nullable String to;

  @Option(
      names = "--limit",
      converter = WholeNumber.FromOne.class,
      defaultValue = "20",
      description = "How many at most (default 20).")
  private int limit;

  @Option(names = "--json", description = "Print JSON, with texts and links.")
  private boolean json;

  InboxCommand(Console console, Surroundings surroundings) {
    super(console, surroundings);
  }

  @Override
  void check() {
    if (to != null && to.isBlank()) {
      throw wrong("--to needs a contact");
    }
  }

  @Override
  int run(StageClient stage) {
    List<Message> messages =
        stage.call(MessengerCalls.INBOX, new MessengerCalls.Search(channel, to, limit)).messages();
    if (json) {
      console.out().println(Printable.json(AdminJson.pretty(messages)));
    } else if (messages.isEmpty()) {
      console.out().println("no messages");
    } else {
      lines(messages).forEach(console.out()::println);
    }
    return ExitCode.OK;
  }

  private static List<String> lines(List<Message> messages) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TIME", "CHANNEL", "TO", "TITLE"));
    for (Message message : messages) {
      rows.add(
          List.of(
              message.at().truncatedTo(ChronoUnit.SECONDS).toString(),
              message.channel().id(),
              message.to(),
              shortened(message.title())));
    }
    return Columns.lines(rows);
  }

  /** Returns a title that fits into a line; calls and texts have none of their own. */
  private static String shortened(String title) {
    return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 1) + "…";
  }
}
