package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.operations.Operations;
import io.gamekeeper.operations.OperationsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on alarms; it does nothing by itself. */
@Command(
    name = "alarm",
    description = "Look at a stage's alarms and whom they call, or fire one for a drill.",
    subcommands = {
      AlarmCommand.ListAlarms.class,
      AlarmCommand.Show.class,
      AlarmExplain.class,
      AlarmCommand.Fire.class
    })
final class AlarmCommand {
  /** The states in the order of interest. */
  enum State {
    ALARM,
    INSUFFICIENT_DATA,
    OK
  }

  private static final List<String> STATES = Stream.of(State.values()).map(Enum::name).toList();

  /** Shows all alarms, those that are on first. */
  @Command(name = "list", description = "Show the alarms, those that are on first.")
  static final class ListAlarms extends OperatorCommand {
    @Option(names = "--state", description = "Only alarms in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable State state;

    ListAlarms(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer =
          operations.get(
              Operations.path("alarms"), state == null ? Map.of() : Map.of("state", state.name()));
      print(answer, lines(Facts.items(answer, "alarms")));
      return ExitCode.OK;
    }
  }

  /** Shows one alarm and its history. */
  @Command(name = "show", description = "Show an alarm: what it watches, why, and its history.")
  static final class Show extends OperatorCommand {
    @Parameters(paramLabel = "ALARM", description = "The alarm's name, as alarm list shows it.")
    private String alarm = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path("alarms", alarm), Map.of());
      print(answer, sheet(answer));
      return ExitCode.OK;
    }
  }

  /** Puts an alarm into the state ALARM, so that everything behind it happens. */
  @Command(
      name = "fire",
      description = {
        "Put an alarm into the state ALARM, for a drill: whoever it pages is paged.",
        "CloudWatch puts it back when it evaluates it the next time."
      })
  static final class Fire extends ChangeCommand {
    private static final int NOT_CONFIRMED = 422;

    @Parameters(paramLabel = "ALARM", description = "The alarm's name, as alarm list shows it.")
    private String alarm = "";

    @Option(names = "--yes", description = "Also on a protected stage, where players are.")
    private boolean yes;

    Fire(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    boolean needsReason() {
      return true;
    }

    @Override
    int run(Operations operations) {
      JsonNode shown = operations.get(Operations.path("alarms", alarm), Map.of()).path("alarm");
      JsonNode answer = fire(operations, Facts.text(shown, "state"));
      print(
          answer,
          List.of(
              "%s is in ALARM, it was %s; alarm show tells what it did"
                  .formatted(Facts.text(answer, "name"), Facts.text(answer, "was"))));
      return ExitCode.OK;
    }

    private JsonNode fire(Operations operations, String was) {
      try {
        return operations.change(
            "POST",
            Operations.path("alarms", alarm, "fire"),
            JsonNodeFactory.instance.objectNode().put("was", was).put("confirm", yes),
            reason());
      } catch (OperationsException e) {
        if (e.status() == NOT_CONFIRMED && !yes) {
          throw new CommandFailure(e.getMessage() + " (with --yes, a protected stage does it)", e);
        }
        throw e;
      }
    }
  }

  /** Returns one line per alarm: state, since when, name, condition. */
  static List<String> lines(List<JsonNode> alarms) {
    return Columns.lines(
        alarms.stream()
            .sorted(
                Comparator.comparingInt(AlarmCommand::rank)
                    .thenComparing(alarm -> Facts.text(alarm, "name")))
            .map(
                alarm ->
                    List.of(
                        Facts.text(alarm, "state"),
                        "since " + Facts.second(alarm, "since"),
                        Facts.text(alarm, "name"),
                        remarks(alarm) + Facts.text(alarm, "condition")))
            .toList());
  }

  /** Returns the place of an alarm's state; what is no known state comes first. */
  private static int rank(JsonNode alarm) {
    return STATES.indexOf(Facts.text(alarm, "state"));
  }

  private static String remarks(JsonNode alarm) {
    List<String> remarks = new ArrayList<>();
    if (alarm.path("suppressed").asBoolean()) {
      remarks.add("silent");
    }
    if (isSwitchedOff(alarm)) {
      remarks.add("actions off");
    }
    return remarks.isEmpty() ? "" : "(" + String.join(", ", remarks) + ") ";
  }

  private static boolean isSwitchedOff(JsonNode alarm) {
    return !alarm.path("actionsEnabled").asBoolean(true);
  }

  /** Returns an alarm as a sheet: each fact on a line, then its history, newest first. */
  static List<String> sheet(JsonNode shown) {
    JsonNode alarm = shown.path("alarm");
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("name", Facts.text(alarm, "name")));
    facts.add(
        List.of("state", Facts.text(alarm, "state") + " since " + Facts.second(alarm, "since")));
    add(facts, "reason", alarm, "reason");
    add(facts, "watches", alarm, "condition");
    add(facts, "rule", alarm, "rule");
    Facts.texts(alarm, "alarms").forEach(child -> facts.add(List.of("made of", child)));
    Facts.items(alarm, "watches").forEach(each -> facts.add(List.of("metric", metric(each))));
    add(facts, "no data", alarm, "missingData");
    add(facts, "severity", alarm, "severity");
    add(facts, "owner", alarm, "owner");
    add(facts, "dashboard", alarm, "dashboard");
    add(facts, "runbook", alarm, "runbook");
    Facts.text(alarm, "description")
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> facts.add(List.of("description", line)));
    if (alarm.path("suppressed").asBoolean()) {
      facts.add(List.of("silent", "its actions wait for another alarm"));
    }
    if (isSwitchedOff(alarm)) {
      facts.add(List.of("actions", "switched off"));
    }
    List<JsonNode> history = Facts.items(shown, "history");
    List<String> lines = new ArrayList<>(Columns.lines(facts));
    lines.add("history (" + history.size() + ")");
    lines.addAll(
        Columns.lines(
            history.stream()
                .map(
                    item ->
                        List.of(
                            Facts.second(item, "at"),
                            Facts.text(item, "kind"),
                            Facts.text(item, "summary")))
                .toList()));
    return lines;
  }

  private static void add(List<List<String>> facts, String name, JsonNode alarm, String field) {
    String value = Facts.text(alarm, field);
    if (!value.isEmpty()) {
      facts.add(List.of(name, value));
    }
  }

  /** Returns a metric, or an expression on others, as {@code id: statistic of name{dimensions}}. */
  private static String metric(JsonNode watched) {
    String id = Facts.text(watched, "id");
    String expression = Facts.text(watched, "expression");
    String what =
        expression.isEmpty()
            ? "%s of %s/%s%s"
                .formatted(
                    Facts.text(watched, "statistic"),
                    Facts.text(watched, "namespace"),
                    Facts.text(watched, "metric"),
                    dimensions(watched.path("dimensions")))
            : expression;
    return id.isEmpty() ? what : id + ": " + what;
  }

  private static String dimensions(JsonNode dimensions) {
    return dimensions.isEmpty()
        ? ""
        : dimensions.properties().stream()
            .map(each -> each.getKey() + "=" + each.getValue().asText(""))
            .collect(Collectors.joining(", ", "{", "}"));
  }
}
