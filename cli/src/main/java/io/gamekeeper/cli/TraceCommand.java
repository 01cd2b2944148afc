package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on traces; it does nothing by itself. */
@Command(
    name = "trace",
    description = "Look at traces: what a request did, from the load balancer to the database.",
    subcommands = {TraceCommand.ListTraces.class, TraceCommand.Show.class})
final class TraceCommand {
  private static final String TRACES = "traces";

  /** Shows the traces of a range of time. */
  @Command(name = "list", description = "Show traces, newest first.")
  static final class ListTraces extends OperatorCommand {
    @Option(names = "--errors", description = "Only those with an error or a fault.")
    private boolean errors;

    @Option(names = "--slow", description = "Only slow ones.")
    private boolean slow;

    @Option(names = "--service", description = "Only those that this service had a part in.")
    private @Nullable String service;

    @Option(
        names = "--limit",
        converter = WholeNumber.FromOne.class,
        description = "How many at most.")
    private @Nullable Integer limit;

    @Mixin private final TimeOptions times = new TimeOptions();

    ListTraces(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    void check() {
      if (errors && slow) {
        throw wrong("choose one of --errors and --slow");
      }
      String problem = times.problem(surroundings.clock());
      if (problem != null) {
        throw wrong(problem);
      }
    }

    @Override
    int run(Operations operations) {
      Map<String, String> question = new LinkedHashMap<>(times.query(surroundings.clock()));
      if (errors || slow) {
        question.put("filter", errors ? "error" : "slow");
      }
      if (service != null) {
        question.put("service", service);
      }
      if (limit != null) {
        question.put("limit", limit.toString());
      }
      JsonNode answer = operations.get(Operations.path(TRACES), question);
      print(
          answer,
          Columns.lines(Facts.items(answer, TRACES).stream().map(ListTraces::row).toList()));
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode trace) {
      return List.of(
          Facts.text(trace, "id"),
          Facts.second(trace, "at"),
          Facts.duration(trace.path("seconds").asDouble()),
          trace.path("fault").asBoolean()
              ? "fault"
              : trace.path("error").asBoolean() ? "error" : "ok",
          Stream.of("status", "method", "url")
              .map(field -> Facts.text(trace, field))
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(" ", "", "")),
          String.join(", ", Facts.texts(trace, "services")));
    }
  }

  /** Shows one trace. */
  @Command(name = "show", description = "Show a trace: each step, when it began, how long it took.")
  static final class Show extends OperatorCommand {
    @Parameters(paramLabel = "ID", description = "The trace's id, as trace list shows it.")
    private String id = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(TRACES, id), Map.of());
      print(answer, Waterfall.lines(answer));
      return ExitCode.OK;
    }
  }
}
