package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.template.Fidelity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows which resources of the templates run, which are simulated and which are not. */
@Command(
    name = "status",
    description =
        "Show the running stage: game servers, engines, resources that run, are simulated or are not simulated, metrics, memory.")
final class StatusCommand implements Callable<Integer> {
  private static final int NEWEST_ACTIVITIES = 5;

  private final Console console;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--port", description = "Port of the stage, if several are running.")
  private @Nullable Integer port;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (StageClient stage = StageClient.find(Project.current(), port)) {
      JsonNode status = stage.status();
      if (json) {
        console.out().println(status.toPrettyString());
      } else {
        if (hasServers(status)) {
          printFleet(stage, console.out());
        }
        print(status, console.out());
      }
    }
    return 0;
  }

  /** Returns whether a group of game servers runs on the stage. */
  private static boolean hasServers(JsonNode status) {
    for (JsonNode resource : status.path("resources")) {
      if (resource.path("type").asText().equals("AWS::AutoScaling::AutoScalingGroup")
          && !resource.path("fidelity").asText().equals(Fidelity.NOT_SIMULATED.label())) {
        return true;
      }
    }
    return false;
  }

  /** Prints the game servers and, newest first, their groups' activities. */
  private static void printFleet(StageClient stage, PrintWriter out) {
    JsonNode fleet = stage.fleet();
    FleetCommand.instances(fleet).forEach(out::println);
    for (JsonNode group : fleet.path("groups")) {
      String name = group.path("name").asText();
      List<String> activities =
          FleetCommand.activities(stage.fleetActivities(name, NEWEST_ACTIVITIES));
      if (!activities.isEmpty()) {
        out.println(name + ", what it did");
        activities.forEach(line -> out.println("  " + line));
      }
    }
  }

  /**
   * Prints the status in the order of interest: what runs, what does not, what it has done, what
   * went wrong.
   */
  static void print(JsonNode status, PrintWriter out) {
    EngineCommand.lines(status.path("engines")).forEach(out::println);
    List<JsonNode> resources = new ArrayList<>();
    status.path("resources").forEach(resources::add);
    for (Fidelity fidelity : Fidelity.values()) {
      section(
          out,
          fidelity.label(),
          resources.stream()
              .filter(resource -> resource.path("fidelity").asText().equals(fidelity.label()))
              .map(
                  resource ->
                      List.of(
                          address(resource),
                          resource.path("type").asText(),
                          resource.path("summary").asText()))
              .toList());
    }
    section(
        out,
        "not simulated, of resources that run or are simulated",
        resources.stream()
            .filter(resource -> !resource.path("notSimulated").isEmpty())
            .map(resource -> List.of(address(resource), joined(resource.path("notSimulated"))))
            .toList());
    section(
        out,
        "metrics",
        rows(
            status.path("metrics"),
            metric ->
                List.of(
                    metric.path("namespace").asText() + " " + metric.path("name").asText(),
                    metric.path("sum").asText(),
                    metric.path("dimensions").toString())));
    section(
        out,
        "log groups, " + status.path("traces").asLong() + " trace segments",
        rows(
            status.path("logGroups"),
            group ->
                List.of(group.path("name").asText(), group.path("lines").asText() + " lines")));
    section(
        out,
        "memory",
        rows(
            status.path("memory"),
            holder ->
                List.of(
                    holder.path("holder").asText(), holder.path("mebibytes").asText() + " MiB")));
    section(
        out,
        "recent errors",
        rows(
            status.path("recentErrors"),
            error ->
                List.of(
                    error.path("at").asText(),
                    error.path("logicalId").asText(),
                    error.path("message").asText())));
  }

  private static List<List<String>> rows(JsonNode list, Function<JsonNode, List<String>> row) {
    List<List<String>> rows = new ArrayList<>();
    list.forEach(item -> rows.add(row.apply(item)));
    return rows;
  }

  private static String joined(JsonNode texts) {
    StringJoiner joined = new StringJoiner(", ");
    texts.forEach(text -> joined.add(text.asText()));
    return joined.toString();
  }

  /** Prints a heading with a count, and rows in columns. */
  private static void section(PrintWriter out, String heading, List<List<String>> rows) {
    out.printf("%s (%d)%n", heading, rows.size());
    Columns.lines(rows).forEach(out::println);
  }

  private static String address(JsonNode resource) {
    return resource.path("stack").asText() + "/" + resource.path("logicalId").asText();
  }
}
