package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on logs; it does nothing by itself. */
@Command(
    name = "logs",
    description = "Ask a stage's logs.",
    subcommands = {
      LogsCommand.ListQueries.class,
      LogsCommand.Query.class,
      LogsCommand.Groups.class,
      LogsCommand.Tail.class
    })
final class LogsCommand {
  private static final String LOGS = "logs";

  /** Shows the saved queries and the question that each answers. */
  @Command(name = "list", description = "Show the saved queries and the questions they answer.")
  static final class ListQueries extends OperatorCommand {
    ListQueries(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(LOGS, "queries"), Map.of());
      print(
          answer,
          Columns.lines(
              Facts.items(answer, "queries").stream()
                  .map(query -> List.of(Facts.text(query, "name"), Facts.text(query, "question")))
                  .toList()));
      return ExitCode.OK;
    }
  }

  /** Shows the log groups. */
  @Command(name = "groups", description = "Show the log groups, how long they keep lines, sizes.")
  static final class Groups extends OperatorCommand {
    Groups(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(LOGS, "groups"), Map.of());
      print(
          answer, Columns.lines(Facts.items(answer, "groups").stream().map(Groups::row).toList()));
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode group) {
      String days = Facts.text(group, "retentionDays");
      return List.of(
          Facts.text(group, "name"),
          days.isEmpty() ? "for ever" : days + " days",
          Facts.counted(group, "storedBytes", "bytes"),
          Facts.text(group, "function"));
    }
  }

  /** Runs a query of Logs Insights. */
  @Command(
      name = "query",
      description = "Run a saved query, or one of your own in the language of Logs Insights.")
  static final class Query extends OperatorCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "A saved query, as logs list shows it.")
    private @Nullable String name;

    @Option(names = "--query", paramLabel = "TEXT", description = "The query, instead of NAME.")
    private @Nullable String query;

    @Option(
        names = "--group",
        description = "A log group that --query searches; may be given several times.")
    private List<String> groups = List.of();

    @Mixin private final TimeOptions times = new TimeOptions();

    Query(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      if ((name == null) == (query == null)) {
        throw wrong("name a saved query (logs list shows them), or give one with --query");
      }
      if (query != null && groups.isEmpty()) {
        throw wrong("choose with --group where --query searches");
      }
      if (name != null && !groups.isEmpty()) {
        throw wrong("a saved query has its own groups: --group is for --query");
      }
      String problem = times.problem(surroundings.clock());
      if (problem != null) {
        throw wrong(problem);
      }
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(LOGS, "search"), question());
      while (Facts.text(answer, "status").equals("Running")) {
        pause();
        answer =
            operations.get(Operations.path(LOGS, "searches", Facts.text(answer, "id")), Map.of());
      }
      print(answer, lines(answer));
      if (!Facts.text(answer, "status").equals("Complete")) {
        throw new CommandFailure(
            "the query ended as %s: ask about less time, or again"
                .formatted(Facts.text(answer, "status")));
      }
      return ExitCode.OK;
    }

    private Map<String, String> question() {
      Map<String, String> question = new LinkedHashMap<>();
      if (name != null) {
        question.put("name", name);
      }
      if (query != null) {
        question.put("query", query);
        question.put("groups", String.join(",", groups));
      }
      question.putAll(times.query(surroundings.clock()));
      return question;
    }

    private void pause() {
      try {
        surroundings.patience().pause().sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted while the query ran", e);
      }
    }

    /** Returns the head, the rows, and how many records they come from. */
    static List<String> lines(JsonNode answer) {
      List<String> lines = new ArrayList<>(Columns.table(answer));
      String matched = Facts.text(answer, "matched");
      lines.add(
          Facts.items(answer, "rows").size()
              + " rows"
              + (matched.isEmpty() ? "" : " of " + matched + " records that match"));
      return lines;
    }
  }

  /** Shows the newest lines of a log group. */
  @Command(name = "tail", description = "Show the lines of a log group, the newest last.")
  static final class Tail extends OperatorCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Parameters(paramLabel = "GROUP", description = "A log group, as logs groups shows it.")
    private String group = "";

    @Option(
        names = "--filter",
        paramLabel = "PATTERN",
        description = "Only lines that match this filter pattern of CloudWatch Logs.")
    private @Nullable String filter;

    @Option(names = "--follow", description = "Go on with new lines until Ctrl-C.")
    private boolean follow;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        converter = Moment.Reader.class,
        description = "2026-03-01T10:00:00Z, or how long ago: 15m, 2h, 3d (default: 10m).")
    private Moment from = new Moment.Ago(Duration.ofMinutes(10));

    Tail(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      LogTail tail =
          new LogTail(operations, group, filter, from.at(surroundings.clock()).toString());
      try {
        tail.rest(this::show);
        while (follow) {
          surroundings.patience().pause().sleep(BETWEEN_LOOKS);
          tail.rest(this::show);
        }
        return ExitCode.OK;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted", e);
      }
    }

    /** Prints a line as soon as it is known; as JSON it is an object in one line. */
    private void show(JsonNode event) {
      if (options.json()) {
        console.out().println(Printable.json(event.toString()));
      } else {
        console.print(
            List.of(
                String.format(
                    Locale.ROOT,
                    "%s  %s",
                    Facts.text(event, "at"),
                    Facts.text(event, "message").stripTrailing())));
      }
    }
  }
}
