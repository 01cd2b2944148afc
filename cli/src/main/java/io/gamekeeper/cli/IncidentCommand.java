package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.operations.Operations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on incidents; it does nothing by itself. */
@Command(
    name = "incident",
    description = "Look at incidents, take them on and close them.",
    subcommands = {
      IncidentCommand.ListIncidents.class,
      IncidentCommand.Show.class,
      IncidentCommand.Acknowledge.class,
      IncidentCommand.Resolve.class,
      IncidentCommand.Review.class
    })
final class IncidentCommand {
  private static final String ON_CALL = "on-call";
  private static final String INCIDENTS = "incidents";
  private static final String STATE = "state";

  private IncidentCommand() {}

  /** Shows incidents. */
  @Command(name = "list", description = "Show the open incidents, the most urgent first.")
  static final class ListIncidents extends OperatorCommand {
    @Option(names = "--all", description = "All of the last 400 days, the newest first.")
    private boolean all;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "50",
        description = "How many at most, 1 to 100; ${DEFAULT-VALUE} unless given.")
    private int limit;

    ListIncidents(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      if (limit < 1 || limit > 100) {
        throw wrong("--limit is 1 to 100");
      }
    }

    @Override
    int run(Operations operations) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put(STATE, all ? "all" : "open");
      query.put("limit", Integer.toString(limit));
      JsonNode answer = operations.get(Operations.path(ON_CALL, INCIDENTS), query);
      List<JsonNode> incidents = Facts.items(answer, INCIDENTS);
      print(
          answer,
          incidents.isEmpty()
              ? List.of(all ? "no incidents" : "no incident is open")
              : lines(incidents));
      return ExitCode.OK;
    }

    private static List<String> lines(List<JsonNode> incidents) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "PRIORITY", "STATE", "BEGAN", "TAKEN ON BY", "TITLE"));
      for (JsonNode incident : incidents) {
        rows.add(
            List.of(
                Facts.text(incident, "id"),
                Facts.text(incident, "priority"),
                Facts.text(incident, STATE),
                Facts.second(incident, "began"),
                Facts.text(incident.path("acknowledged"), "by"),
                Facts.text(incident, "title")));
      }
      return Columns.lines(rows);
    }
  }

  /** Shows one incident. */
  @Command(name = "show", description = "Show an incident, its alarms and what happened in it.")
  static final class Show extends OperatorCommand {
    @Parameters(paramLabel = "ID", description = "The incident's id, as incident list shows it.")
    private String id = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(ON_CALL, INCIDENTS, id), Map.of());
      print(answer, lines(answer.path("incident"), Facts.items(answer, "timeline")));
      return ExitCode.OK;
    }

    private static List<String> lines(JsonNode incident, List<JsonNode> timeline) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s  %s  %s: %s"
              .formatted(
                  Facts.text(incident, "id"),
                  Facts.text(incident, "priority"),
                  Facts.text(incident, STATE),
                  Facts.text(incident, "title")));
      String whole = Facts.text(incident, "mergedInto");
      if (!whole.isEmpty()) {
        lines.add("It is part of incident " + whole + ".");
      }
      List<List<String>> alarms = new ArrayList<>();
      alarms.add(List.of("ALARM", "SEVERITY", "STATE", "SINCE", "RUNBOOK"));
      for (JsonNode alarm : Facts.items(incident, "alarms")) {
        alarms.add(
            List.of(
                Facts.text(alarm, "alarm"),
                Facts.text(alarm, "severity").toUpperCase(Locale.ROOT),
                Facts.text(alarm, STATE),
                Facts.second(alarm, "since"),
                Facts.text(alarm, "runbook")));
      }
      lines.addAll(Columns.lines(alarms));
      List<List<String>> happened = new ArrayList<>();
      happened.add(List.of("TIME", "WHAT", "WHO", "MORE"));
      for (JsonNode entry : timeline) {
        happened.add(
            List.of(
                Facts.second(entry, "at"),
                Facts.text(entry, "text"),
                Facts.text(entry, "by"),
                Facts.text(entry, "detail")));
      }
      lines.addAll(Columns.lines(happened));
      return lines;
    }
  }

  /** Takes an incident on. */
  @Command(
      name = "ack",
      description = {
        "Take an incident on: nobody else is called for what was told of it until now.",
        "What goes wrong later is told all the same."
      })
  static final class Acknowledge extends ChangeCommand {
    @Parameters(paramLabel = "ID", description = "The incident's id, as incident list shows it.")
    private String id = "";

    Acknowledge(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = change(operations, id, "acknowledge", reason());
      print(
          answer,
          List.of(
              "%s has taken on %s, %s"
                  .formatted(
                      Facts.text(answer.path("acknowledged"), "by"),
                      Facts.text(answer, "id"),
                      Facts.text(answer, "title"))));
      return ExitCode.OK;
    }
  }

  /** Closes an incident. */
  @Command(
      name = "resolve",
      description = {
        "Close an incident whose alarms are over; the reason is its note.",
        "Half an hour after the end of the last alarm it closes by itself."
      })
  static final class Resolve extends ChangeCommand {
    @Parameters(paramLabel = "ID", description = "The incident's id, as incident list shows it.")
    private String id = "";

    Resolve(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = change(operations, id, "resolve", reason());
      String closed = Facts.text(answer, "id");
      print(
          answer,
          List.of(
              "%s was closed at %s; incident review %s writes its review"
                  .formatted(closed, Facts.second(answer.path("resolved"), "at"), closed)));
      return ExitCode.OK;
    }
  }

  /** Writes a review. */
  @Command(
      name = "review",
      description = "Print the post-incident review in Markdown, with places for lessons.")
  static final class Review extends OperatorCommand {
    @Parameters(paramLabel = "ID", description = "The incident's id, as incident list shows it.")
    private String id = "";

    @Option(
        names = "--began",
        paramLabel = "TIME",
        description =
            "Since when players or the studio were affected, as 2026-11-30T10:00:00Z; its first"
                + " alarm unless given.")
    private @Nullable Instant began;

    Review(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      Map<String, String> query = new LinkedHashMap<>();
      if (began != null) {
        query.put("began", began.toString());
      }
      JsonNode answer = operations.get(Operations.path(ON_CALL, INCIDENTS, id, "review"), query);
      print(answer, Facts.text(answer, "markdown").lines().toList());
      return ExitCode.OK;
    }
  }

  private static JsonNode change(Operations operations, String id, String what, String reason) {
    return operations.change(
        "POST",
        Operations.path(ON_CALL, INCIDENTS, id, what),
        JsonNodeFactory.instance.objectNode(),
        reason);
  }
}
