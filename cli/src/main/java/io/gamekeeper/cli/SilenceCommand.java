package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.operations.Operations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on silences; it does nothing by itself. */
@Command(
    name = "silence",
    description = "Have nobody told of some alarms for a while.",
    subcommands = {
      SilenceCommand.ListSilences.class,
      SilenceCommand.Add.class,
      SilenceCommand.End.class
    })
final class SilenceCommand {
  private static final String ON_CALL = "on-call";
  private static final String SILENCES = "silences";

  private SilenceCommand() {}

  /** Shows the silences that hold. */
  @Command(name = "list", description = "Show the silences that hold, the soonest to expire first.")
  static final class ListSilences extends OperatorCommand {
    ListSilences(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(ON_CALL, SILENCES), Map.of());
      List<JsonNode> silences = Facts.items(answer, SILENCES);
      print(answer, silences.isEmpty() ? List.of("no silences") : lines(silences));
      return ExitCode.OK;
    }

    private static List<String> lines(List<JsonNode> silences) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "EXPIRES", "AUTHOR", "MATCHERS", "REASON"));
      for (JsonNode silence : silences) {
        rows.add(
            List.of(
                Facts.text(silence, "id"),
                Facts.second(silence, "expires"),
                Facts.text(silence, "author"),
                String.join(", ", Facts.texts(silence, "matchers")),
                Facts.text(silence, "reason")));
      }
      return Columns.lines(rows);
    }
  }

  /** Adds a silence. */
  @Command(
      name = "add",
      description = {
        "Have nobody told, from now on, of the alarms that match all matchers.",
        "Critical alarms are silent too. alarm explain ALARM shows what a silence hides."
      })
  static final class Add extends ChangeCommand {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    @Parameters(
        arity = "1..*",
        paramLabel = "MATCHER",
        description = {
          "LABEL=VALUE with one of =, !=, =~ and !~: alarm=HighLatency, 'alarm=~Database.*'.",
          "Labels: stage, alarm, severity, owner, dashboard, runbook."
        })
    private List<String> matchers = List.of();

    @Option(
        names = "--for",
        paramLabel = "TIME",
        required = true,
        converter = TimeSpan.class,
        description = "How long, 1m to 7d: 30m, 2h, 1d.")
    private Duration lasts = SHORTEST;

    Add(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      super.check();
      if (lasts.compareTo(SHORTEST) < 0 || lasts.compareTo(LONGEST) > 0) {
        throw wrong("--for is 1m to 7d");
      }
    }

    @Override
    int run(Operations operations) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      matchers.forEach(body.putArray("matchers")::add);
      body.put(
          "expires",
          surroundings.clock().instant().plus(lasts).truncatedTo(ChronoUnit.SECONDS).toString());
      JsonNode answer =
          operations.change("POST", Operations.path(ON_CALL, SILENCES), body, reason());
      String id = Facts.text(answer, "id");
      print(
          answer,
          List.of(
              "%s holds until %s; silence end %s ends it"
                  .formatted(id, Facts.second(answer, "expires"), id)));
      return ExitCode.OK;
    }
  }

  /** Ends a silence. */
  @Command(name = "end", description = "End a silence that holds; the audit keeps it.")
  static final class End extends ChangeCommand {
    @Parameters(paramLabel = "ID", description = "The silence's id, as silence list shows it.")
    private String id = "";

    End(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer =
          operations.change(
              "POST",
              Operations.path(ON_CALL, SILENCES, id, "end"),
              JsonNodeFactory.instance.objectNode(),
              reason());
      print(
          answer,
          List.of(
              "%s ended at %s"
                  .formatted(Facts.text(answer, "id"), Facts.second(answer, "expires"))));
      return ExitCode.OK;
    }
  }
}
