package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows who hears of an alarm: the way through the routes, the people, and who is next. */
@Command(
    name = "explain",
    description = {
      "Show who hears of an alarm and why: routes, inhibitions, people, escalation, runbook.",
      "Alarms that are on now may hide it. One that is not on is taken as if it went on then."
    })
final class AlarmExplain extends OperatorCommand {
  @Parameters(paramLabel = "ALARM", description = "The alarm's name, as alarm list shows it.")
  private String alarm = "";

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = Moment.Reader.class,
      description = "2026-03-01T03:00:00Z, or how long ago: 15m, 2h, 3d (default: now).")
  private @Nullable Moment at;

  AlarmExplain(Console console, Surroundings surroundings) {
    super(console, surroundings);
  }

  @Override
  int run(Operations operations) {
    JsonNode path =
        operations.get(
            Operations.path("on-call", "alarms", alarm, "path"),
            at == null ? Map.of() : Map.of("at", at.at(surroundings.clock()).toString()));
    print(path, lines(path));
    return ExitCode.OK;
  }

  private static List<String> lines(JsonNode path) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s of %s, %s, on since %s, at %s"
            .formatted(
                Facts.text(path, "alarm"),
                Facts.text(path, "stage"),
                Facts.text(path, "severity"),
                Facts.second(path, "since"),
                Facts.second(path, "at")));
    lines.add("routes");
    lines.addAll(
        Columns.lines(
            Facts.items(path, "routes").stream()
                .map(
                    tried ->
                        List.of(
                            tried.path("matched").asBoolean() ? "yes" : "no",
                            Facts.text(tried, "route"),
                            Facts.text(tried, "why")))
                .toList()));
    Facts.items(path, "deliveries").forEach(delivery -> add(lines, delivery));
    String runbook = Facts.text(path, "runbook");
    lines.add(runbook.isEmpty() ? "no runbook" : "runbook " + runbook);
    return lines;
  }

  private static void add(List<String> lines, JsonNode delivery) {
    lines.add(
        "receiver %s: %s, %s"
            .formatted(
                Facts.text(delivery, "receiver"),
                Facts.text(delivery, "outcome"),
                Facts.text(delivery, "why")));
    lines.addAll(
        Columns.lines(
            Facts.items(delivery, "told").stream()
                .map(
                    told ->
                        List.of(
                            Facts.text(told, "person"),
                            String.join(", ", Facts.texts(told, "channels"))))
                .toList()));
    JsonNode next = delivery.path("next");
    if (next.isObject()) {
      lines.add(
          "  unless somebody acknowledges, at %s step %s: %s"
              .formatted(
                  Facts.second(next, "at"),
                  Facts.text(next, "step"),
                  String.join(", ", Facts.texts(next, "people"))));
    }
  }
}
