package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the game servers' fleet; it does nothing by itself. */
@Command(name = "fleet", description = "Manage the game servers of the running local stage.")
final class FleetCommand {
  /**
   * The lines that are shown of what an instance printed before it failed; --json has all of it.
   */
  private static final int MESSAGE_LINES = 6;

  private static final int LINE_LENGTH = 160;

  /** One operation on a stage's fleet. */
  abstract static class Operation implements Callable<Integer> {
    final Console console;

    @Option(names = "--port", description = "Port of the stage, if several are running.")
    private @Nullable Integer port;

    Operation(Console console) {
      this.console = console;
    }

    abstract void run(StageClient stage);

    @Override
    public Integer call() {
      try (StageClient stage = StageClient.find(Project.current(), port)) {
        run(stage);
      }
      return 0;
    }
  }

  /** An operation on one group. */
  abstract static class GroupOperation extends Operation {
    @Option(
        names = "--group",
        description = "Name of the group (default: the one that must always have servers).")
    private @Nullable String group;

    GroupOperation(Console console) {
      super(console);
    }

    /** Returns the group that was named, else the one that carries the fleet. */
    String group(StageClient stage) {
      return group == null ? stage.mainGroup() : group;
    }
  }

  /** An operation on one instance. */
  abstract static class InstanceOperation extends Operation {
    @Parameters(paramLabel = "INSTANCE", description = "The instance's id, as fleet list shows it.")
    String instance = "";

    InstanceOperation(Console console) {
      super(console);
    }

    ObjectNode arguments() {
      return StageClient.arguments().put("instance", instance);
    }
  }

  /** Shows groups and instances. */
  @Command(name = "list", description = "Show the groups and their instances.")
  static final class ListInstances extends Operation {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListInstances(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      JsonNode fleet = stage.fleet();
      if (json) {
        console.out().println(fleet.toPrettyString());
      } else {
        instances(fleet).forEach(console.out()::println);
      }
    }
  }

  /** Shows a group's activities and their causes. */
  @Command(
      name = "activities",
      description = "Show a group's activities and their causes, newest first.")
  static final class Activities extends GroupOperation {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
        names = "--limit",
        converter = WholeNumber.FromOne.class,
        description = "How many activities (default ${DEFAULT-VALUE}).")
    private int limit = 20;

    Activities(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      JsonNode activities = stage.fleetActivities(group(stage), limit);
      if (json) {
        console.out().println(activities.toPrettyString());
      } else {
        activities(activities).forEach(console.out()::println);
      }
    }
  }

  /** Sets how many instances a group has. */
  @Command(name = "scale", description = "Set how many instances a group has.")
  static final class Scale extends GroupOperation {
    @Parameters(
        paramLabel = "N",
        description = "The number of instances, within the group's minimum and maximum.")
    private int desired;

    Scale(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      String group = group(stage);
      stage.call(
          "fleet-scale", StageClient.arguments().put("group", group).put("desired", desired));
      console.out().println(group + " is to have " + desired + "; fleet activities shows how");
    }
  }

  /** Kills an instance, or the server on it. */
  @Command(name = "kill", description = "End an instance without warning; the group replaces it.")
  static final class Kill extends InstanceOperation {
    @Option(names = "--server", description = "Kill only the server; its unit starts it again.")
    private boolean server;

    Kill(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      stage.call("fleet-kill", arguments().put("serverOnly", server));
      console.out().println((server ? "killed the server on " : "killed ") + instance);
    }
  }

  /** Takes an instance out of service. */
  @Command(name = "terminate", description = "Drain an instance and end it; the group replaces it.")
  static final class Terminate extends InstanceOperation {
    @Option(names = "--decrement", description = "Do not replace it with another instance.")
    private boolean decrement;

    Terminate(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      stage.call("fleet-terminate", arguments().put("decrement", decrement));
      console.out().println(instance + " drains, then ends");
    }
  }

  /** Interrupts a Spot instance. */
  @Command(
      name = "interrupt",
      description = "Interrupt a Spot instance as EC2 does, with its two minutes of notice.")
  static final class InterruptInstance extends InstanceOperation {
    @Option(
        names = "--notice-after",
        paramLabel = "SECONDS",
        description =
            "How many seconds before the notice its replacement is recommended (default: at once).")
    private int noticeAfter;

    InterruptInstance(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      JsonNode answer =
          stage.call("fleet-interrupt", arguments().put("noticeAfterSeconds", noticeAfter));
      console.out().println(instance + " will be interrupted at " + answer.path("endsAt").asText());
    }
  }

  /** Replaces all instances of a group. */
  @Command(
      name = "refresh",
      description = "Replace all instances of a group by new ones without losing capacity.")
  static final class Refresh extends GroupOperation {
    Refresh(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      String group = group(stage);
      stage.call("fleet-refresh", StageClient.arguments().put("group", group));
      console.out().println(group + " is being refreshed; fleet activities shows how far it is");
    }
  }

  /** Returns a line for each group, and below it one for each of its instances. */
  static List<String> instances(JsonNode fleet) {
    List<String> lines = new ArrayList<>();
    for (JsonNode group : fleet.path("groups")) {
      lines.add(
          "%s (%d wanted, %d to %d)"
              .formatted(
                  group.path("name").asText(),
                  group.path("desired").asInt(),
                  group.path("minimum").asInt(),
                  group.path("maximum").asInt()));
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode instance : group.path("instances")) {
        rows.add(
            List.of(
                instance.path("id").asText(),
                instance.path("zone").asText(),
                instance.path("spot").asBoolean() ? "spot" : "on-demand",
                instance.path("state").asText(),
                instance.path("health").asText(),
                instance.has("pid") ? "pid " + instance.path("pid").asText() : "no process",
                "port " + instance.path("port").asText(),
                "since " + instance.path("since").asText()));
      }
      lines.addAll(Columns.lines(rows));
    }
    return lines;
  }

  /** Returns two lines for each activity, and more if it failed. */
  static List<String> activities(JsonNode activities) {
    List<String> lines = new ArrayList<>();
    for (JsonNode activity : activities.path("activities")) {
      lines.add(
          "%s  %-10s  %s"
              .formatted(
                  activity.path("start").asText(),
                  activity.path("status").asText(),
                  activity.path("description").asText()));
      lines.add("    " + activity.path("cause").asText());
      activity
          .path("message")
          .asText()
          .lines()
          .limit(MESSAGE_LINES)
          .forEach(line -> lines.add("    " + shortened(line)));
    }
    return lines;
  }

  private static String shortened(String line) {
    return line.length() <= LINE_LENGTH ? line : line.substring(0, LINE_LENGTH) + "…";
  }
}
