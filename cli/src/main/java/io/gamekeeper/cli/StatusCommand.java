package io.gamekeeper.cli;

import io.gamekeeper.local.admin.AdminJson;
import io.gamekeeper.local.admin.FleetCalls;
import io.gamekeeper.local.admin.StageCalls;
import io.gamekeeper.local.admin.StageCalls.Status;
import io.gamekeeper.local.template.Fidelity;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows which resources of the templates run, which are simulated and which are not. */
@Command(
    name = "status",
    description =
        "Show the running stage: game servers, engines, resources that run, are simulated or are not simulated, metrics, memory.")
final class StatusCommand extends StageCommand {
  private static final int NEWEST_ACTIVITIES = 5;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(Console console) {
    super(console);
  }

  @Override
  int run(StageClient stage) {
    Status status = stage.call(StageCalls.STATUS);
    if (json) {
      console.out().println(AdminJson.pretty(status));
    } else {
      printFleet(stage, console.out());
      print(status, console.out());
    }
    return ExitCode.OK;
  }

  /** Prints the game servers and, newest first, their groups' activities. */
  private static void printFleet(StageClient stage, PrintWriter out) {
    List<FleetCalls.Group> groups = stage.call(FleetCalls.LIST).groups();
    StageFleet.instances(groups).forEach(out::println);
    for (FleetCalls.Group group : groups) {
      FleetCalls.History history = new FleetCalls.History(group.name(), NEWEST_ACTIVITIES);
      List<String> activities =
          StageFleet.activities(stage.call(FleetCalls.ACTIVITIES, history).activities());
      if (!activities.isEmpty()) {
        out.println(group.name() + ", what it did");
        activities.forEach(line -> out.println("  " + line));
      }
    }
  }

  /**
   * Prints the status in the order of interest: what runs, what does not, what it has done, what
   * went wrong.
   */
  static void print(Status status, PrintWriter out) {
    EngineCommand.lines(status.engines()).forEach(out::println);
    for (Fidelity fidelity : Fidelity.values()) {
      section(
          out,
          fidelity.label(),
          status.resources().stream()
              .filter(resource -> resource.fidelity() == fidelity)
              .map(resource -> List.of(address(resource), resource.type(), resource.summary()))
              .toList());
    }
    section(
        out,
        "not simulated, of resources that run or are simulated",
        status.resources().stream()
            .filter(resource -> !resource.notSimulated().isEmpty())
            .map(resource -> List.of(address(resource), String.join(", ", resource.notSimulated())))
            .toList());
    section(
        out,
        "metrics",
        rows(
            status.metrics().stream().filter(metric -> !isOfAws(metric)).toList(),
            metric ->
                List.of(
                    metric.namespace() + " " + metric.name(),
                    Double.toString(metric.sum()),
                    AdminJson.compact(metric.dimensions()))));
    section(
        out,
        "metrics of AWS services, all of them with --json",
        rows(
            List.copyOf(
                status.metrics().stream()
                    .filter(StatusCommand::isOfAws)
                    .collect(
                        Collectors.groupingBy(
                            StageCalls.Metric::namespace, TreeMap::new, Collectors.counting()))
                    .entrySet()),
            namespace -> List.of(namespace.getKey(), Long.toString(namespace.getValue()))));
    section(
        out,
        "alarms on metrics that the stage does not send",
        rows(status.unsent(), alarm -> List.of(alarm.alarm(), alarm.metric(), alarm.reason())));
    section(
        out,
        "log groups, " + status.traces() + " trace segments",
        rows(status.logGroups(), group -> List.of(group.name(), group.lines() + " lines")));
    section(
        out,
        "memory",
        rows(status.memory(), holder -> List.of(holder.holder(), holder.mebibytes() + " MiB")));
    section(
        out,
        "recent errors",
        rows(
            status.recentErrors(),
            error -> List.of(error.at().toString(), error.logicalId(), error.message())));
  }

  private static <T> List<List<String>> rows(List<T> items, Function<T, List<String>> row) {
    return items.stream().map(row).toList();
  }

  /** Prints a heading with a count, and rows in columns. */
  private static void section(PrintWriter out, String heading, List<List<String>> rows) {
    out.printf("%s (%d)%n", heading, rows.size());
    Columns.lines(rows).forEach(out::println);
  }

  private static boolean isOfAws(StageCalls.Metric metric) {
    return metric.namespace().startsWith("AWS/");
  }

  private static String address(StageCalls.Resource resource) {
    return resource.stack() + "/" + resource.logicalId();
  }
}
