package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.local.admin.FleetCalls;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the game servers' fleet; it does nothing by itself. */
@Command(
    name = "fleet",
    description = "Manage a stage's game servers; kill and interrupt break those of this machine.",
    subcommands = {
      FleetCommand.ListInstances.class,
      FleetCommand.Activities.class,
      FleetCommand.Scale.class,
      FleetCommand.Refresh.class,
      FleetCommand.Terminate.class,
      FleetCommand.Kill.class,
      FleetCommand.InterruptInstance.class
    })
final class FleetCommand {
  private static final String FLEET = "fleet";

  /**
   * The lines that are shown of what an instance printed before it failed; --json has all of it.
   */
  private static final int MESSAGE_LINES = 6;

  private static final int LINE_LENGTH = 160;

  /** The option that chooses a group. */
  static final class GroupOption {
    @Option(
        names = "--group",
        description = "Name of the group (default: the one that must always have servers).")
    private @Nullable String group;

    /** Returns the group that was named, else the one that carries the fleet. */
    JsonNode in(Operations operations) {
      JsonNode fleet = operations.get(Operations.path(FLEET), Map.of());
      for (JsonNode each : Facts.items(fleet, "groups")) {
        if (group == null
            ? each.path("minimum").asInt() > 0
            : Facts.text(each, "name").equals(group)) {
          return each;
        }
      }
      throw new CommandFailure(
          group == null
              ? "no group must always have game servers: choose one with --group"
              : "there is no group " + group + ": fleet list shows all");
    }
  }

  /** Shows groups and instances. */
  @Command(name = "list", description = "Show the groups and their instances.")
  static final class ListInstances extends OperatorCommand {
    ListInstances(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode fleet = operations.get(Operations.path(FLEET), Map.of());
      print(fleet, instances(Facts.items(fleet, "groups")));
      return ExitCode.OK;
    }
  }

  /** Shows a group's activities and their causes. */
  @Command(
      name = "activities",
      description = "Show a group's activities and their causes, newest first.")
  static final class Activities extends OperatorCommand {
    @Mixin private final GroupOption group = new GroupOption();

    @Option(
        names = "--limit",
        converter = WholeNumber.FromOne.class,
        description = "How many activities (default ${DEFAULT-VALUE}).")
    private int limit = 20;

    Activities(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      String name = Facts.text(group.in(operations), "name");
      JsonNode history =
          operations.get(
              Operations.path(FLEET, name, "activities"), Map.of("limit", Integer.toString(limit)));
      print(history, activities(Facts.items(history, "activities")));
      return ExitCode.OK;
    }
  }

  /** Sets how many instances a group has. */
  @Command(name = "scale", description = "Set how many instances a group has.")
  static final class Scale extends ChangeCommand {
    @Mixin private final GroupOption group = new GroupOption();

    @Parameters(
        paramLabel = "N",
        description = "The number of instances, within the group's minimum and maximum.")
    private int desired;

    Scale(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode now = group.in(operations);
      String name = Facts.text(now, "name");
      JsonNode answer =
          operations.change(
              "PUT",
              Operations.path(FLEET, name, "desired"),
              JsonNodeFactory.instance
                  .objectNode()
                  .put("desired", desired)
                  .put("was", now.path("desired").asInt()),
              reason());
      print(
          answer,
          List.of(
              name + " will have " + desired + " instances; fleet activities shows the progress"));
      return ExitCode.OK;
    }
  }

  /** Replaces all instances of a group. */
  @Command(
      name = "refresh",
      description = "Replace all instances of a group by new ones without losing capacity.")
  static final class Refresh extends ChangeCommand {
    @Mixin private final GroupOption group = new GroupOption();

    Refresh(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      String name = Facts.text(group.in(operations), "name");
      JsonNode answer =
          operations.change(
              "POST",
              Operations.path(FLEET, name, "refresh"),
              JsonNodeFactory.instance.objectNode(),
              reason());
      print(answer, List.of(name + " is being refreshed; fleet activities shows the progress"));
      return ExitCode.OK;
    }
  }

  /** Takes an instance out of service. */
  @Command(name = "terminate", description = "Drain an instance and end it; the group replaces it.")
  static final class Terminate extends ChangeCommand {
    @Parameters(paramLabel = "INSTANCE", description = "The instance's id, as fleet list shows it.")
    private String instance = "";

    @Option(names = "--decrement", description = "Do not replace it with another instance.")
    private boolean decrement;

    Terminate(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer =
          operations.change(
              "POST",
              Operations.path(FLEET, "instances", instance, "terminate"),
              JsonNodeFactory.instance.objectNode().put("decrement", decrement),
              reason());
      print(answer, List.of(instance + " drains, then ends"));
      return ExitCode.OK;
    }
  }

  /** A fault of one instance, which only the stage on this machine has. */
  abstract static class Fault extends StageCommand {
    @Parameters(paramLabel = "INSTANCE", description = "The instance's id, as fleet list shows it.")
    String instance = "";

    Fault(Console console) {
      super(console);
    }
  }

  /** Kills an instance, or the server on it. */
  @Command(
      name = "kill",
      description =
          "End an instance of the stage on this machine without warning; the group replaces it.")
  static final class Kill extends Fault {
    @Option(names = "--server", description = "Kill only the server; its unit starts it again.")
    private boolean server;

    Kill(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      stage.call(FleetCalls.KILL, new FleetCalls.Kill(instance, server));
      console.out().println((server ? "killed the server on " : "killed ") + instance);
      return ExitCode.OK;
    }
  }

  /** Interrupts a Spot instance. */
  @Command(
      name = "interrupt",
      description =
          "Interrupt a Spot instance of the stage on this machine as EC2 does, with its two minutes of notice.")
  static final class InterruptInstance extends Fault {
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
    int run(StageClient stage) {
      FleetCalls.Interrupted interrupted =
          stage.call(FleetCalls.INTERRUPT, new FleetCalls.Interrupt(instance, noticeAfter));
      console.out().println(instance + " will be interrupted at " + interrupted.endsAt());
      return ExitCode.OK;
    }
  }

  /** Returns a line for each group, and below it one for each of its instances. */
  static List<String> instances(List<JsonNode> groups) {
    List<String> lines = new ArrayList<>();
    for (JsonNode group : groups) {
      lines.add(
          group(
              Facts.text(group, "name"),
              group.path("desired").asInt(),
              group.path("minimum").asInt(),
              group.path("maximum").asInt()));
      lines.addAll(
          Columns.lines(Facts.items(group, "instances").stream().map(FleetCommand::row).toList()));
    }
    return lines;
  }

  private static List<String> row(JsonNode instance) {
    return List.of(
        Facts.text(instance, "id"),
        Facts.text(instance, "zone"),
        market(instance.path("spot").asBoolean()),
        Facts.text(instance, "state"),
        Facts.text(instance, "health"),
        Facts.text(instance, "type"),
        "launched " + Facts.second(instance, "launched"));
  }

  /** Returns the line of a group. */
  static String group(String name, int desired, int minimum, int maximum) {
    return "%s (%d wanted, %d to %d)".formatted(name, desired, minimum, maximum);
  }

  /** Returns how an instance is paid. */
  static String market(boolean spot) {
    return spot ? "spot" : "on-demand";
  }

  /** Returns two lines for each activity, and more if it failed. */
  static List<String> activities(List<JsonNode> activities) {
    return activities.stream()
        .flatMap(
            activity ->
                activity(
                    Facts.text(activity, "start"),
                    Facts.text(activity, "status"),
                    Facts.text(activity, "description"),
                    Facts.text(activity, "cause"),
                    Facts.text(activity, "message"))
                    .stream())
        .toList();
  }

  /** Returns the lines of one activity. */
  static List<String> activity(
      String start, String status, String description, String cause, String message) {
    List<String> lines = new ArrayList<>();
    lines.add("%s  %-10s  %s".formatted(start, status, description));
    lines.add("    " + cause);
    message.lines().limit(MESSAGE_LINES).forEach(line -> lines.add("    " + shortened(line)));
    return lines;
  }

  private static String shortened(String line) {
    return line.length() <= LINE_LENGTH ? line : line.substring(0, LINE_LENGTH) + "…";
  }
}
