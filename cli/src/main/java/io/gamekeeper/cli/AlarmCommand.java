package io.gamekeeper.cli;

import io.gamekeeper.local.admin.AdminJson;
import io.gamekeeper.local.admin.AlarmCalls;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on alarms; it does nothing by itself. */
@Command(
    name = "alarm",
    description = "Look at the alarms of the running local stage.",
    subcommands = {AlarmCommand.ListAlarms.class, AlarmCommand.Show.class})
final class AlarmCommand {

  /** Shows all alarms, those that are on first. */
  @Command(name = "list", description = "Show the alarms, those that are on first.")
  static final class ListAlarms extends StageCommand {
    @Option(names = "--state", description = "Only alarms in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable State state;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListAlarms(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      List<AlarmViews.View> alarms =
          stage.call(AlarmCalls.LIST).alarms().stream()
              .filter(alarm -> state == null || alarm.state() == state)
              .toList();
      if (json) {
        console.out().println(AdminJson.pretty(new AlarmCalls.Alarms(alarms)));
      } else {
        lines(alarms).forEach(console.out()::println);
      }
      return ExitCode.OK;
    }
  }

  /** Shows one alarm and its history. */
  @Command(name = "show", description = "Show an alarm: what it watches, why, and its history.")
  static final class Show extends StageCommand {
    @Parameters(paramLabel = "ALARM", description = "The alarm's name, as alarm list shows it.")
    private String alarm = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    Show(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      AlarmCalls.Shown shown = stage.call(AlarmCalls.SHOW, new AlarmCalls.Named(alarm));
      if (json) {
        console.out().println(AdminJson.pretty(shown));
      } else {
        lines(shown).forEach(console.out()::println);
      }
      return ExitCode.OK;
    }
  }

  private static final List<State> ORDER = List.of(State.ALARM, State.INSUFFICIENT_DATA, State.OK);

  /** Returns one line per alarm: state, since when, name, condition. */
  static List<String> lines(List<AlarmViews.View> alarms) {
    return Columns.lines(
        alarms.stream()
            .sorted(
                Comparator.comparing((AlarmViews.View alarm) -> ORDER.indexOf(alarm.state()))
                    .thenComparing(AlarmViews.View::name))
            .map(
                alarm ->
                    List.of(
                        alarm.state().name(),
                        "since " + second(alarm.since()),
                        alarm.name(),
                        remarks(alarm) + alarm.condition()))
            .toList());
  }

  private static String remarks(AlarmViews.View alarm) {
    List<String> remarks = new ArrayList<>();
    if (!alarm.notSimulated().isEmpty()) {
      remarks.add("not simulated");
    }
    if (!alarm.suppressedBy().isEmpty()) {
      remarks.add("silent by " + alarm.suppressedBy());
    }
    if (!alarm.actionsEnabled()) {
      remarks.add("actions off");
    }
    return remarks.isEmpty() ? "" : "(" + String.join(", ", remarks) + ") ";
  }

  /** Returns an alarm as a sheet: each fact on a line, then its history, newest first. */
  static List<String> lines(AlarmCalls.Shown shown) {
    AlarmViews.View alarm = shown.alarm();
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("name", alarm.name()));
    facts.add(List.of("resource", alarm.logicalId()));
    facts.add(List.of("state", alarm.state() + " since " + second(alarm.since())));
    facts.add(List.of("reason", alarm.reason()));
    facts.add(List.of("watches", alarm.condition()));
    alarm
        .description()
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> facts.add(List.of("description", line)));
    alarm
        .actions()
        .forEach(
            (state, arns) ->
                arns.forEach(arn -> facts.add(List.of("on " + state, "calls " + arn))));
    alarm.parents().forEach(parent -> facts.add(List.of("part of", parent)));
    if (!alarm.suppressedBy().isEmpty()) {
      facts.add(List.of("silent by", alarm.suppressedBy()));
    }
    if (!alarm.actionsEnabled()) {
      facts.add(List.of("actions", "switched off"));
    }
    if (!alarm.notSimulated().isEmpty()) {
      facts.add(List.of("not simulated", alarm.notSimulated()));
    }
    List<String> lines = new ArrayList<>(Columns.lines(facts));
    lines.add("history (" + shown.history().size() + ")");
    lines.addAll(
        Columns.lines(
            shown.history().stream()
                .map(item -> List.of(second(item.at()), item.type(), item.summary()))
                .toList()));
    return lines;
  }

  private static String second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
