package io.gamekeeper.cli;

import io.gamekeeper.local.admin.AdminJson;
import io.gamekeeper.local.admin.FleetCalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the game servers' fleet; it does nothing by itself. */
@Command(
    name = "fleet",
    description = "Manage the game servers of the running local stage.",
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
  /**
   * The lines that are shown of what an instance printed before it failed; --json has all of it.
   */
  private static final int MESSAGE_LINES = 6;

  private static final int LINE_LENGTH = 160;

  /** An operation on one group. */
  abstract static class GroupOperation extends StageCommand {
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
  abstract static class InstanceOperation extends StageCommand {
    @Parameters(paramLabel = "INSTANCE", description = "The instance's id, as fleet list shows it.")
    String instance = "";

    InstanceOperation(Console console) {
      super(console);
    }
  }

  /** Shows groups and instances. */
  @Command(name = "list", description = "Show the groups and their instances.")
  static final class ListInstances extends StageCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListInstances(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      FleetCalls.Groups fleet = stage.call(FleetCalls.LIST);
      if (json) {
        console.out().println(AdminJson.pretty(fleet));
      } else {
        instances(fleet.groups()).forEach(console.out()::println);
      }
      return ExitCode.OK;
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
    int run(StageClient stage) {
      FleetCalls.Activities history =
          stage.call(FleetCalls.ACTIVITIES, new FleetCalls.History(group(stage), limit));
      if (json) {
        console.out().println(AdminJson.pretty(history));
      } else {
        activities(history.activities()).forEach(console.out()::println);
      }
      return ExitCode.OK;
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
    int run(StageClient stage) {
      String group = group(stage);
      stage.call(FleetCalls.SCALE, new FleetCalls.Scale(group, desired));
      console
          .out()
          .println(
              group + " will have " + desired + " instances; fleet activities shows the progress");
      return ExitCode.OK;
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
    int run(StageClient stage) {
      stage.call(FleetCalls.KILL, new FleetCalls.Kill(instance, server));
      console.out().println((server ? "killed the server on " : "killed ") + instance);
      return ExitCode.OK;
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
    int run(StageClient stage) {
      stage.call(FleetCalls.TERMINATE, new FleetCalls.Terminate(instance, decrement));
      console.out().println(instance + " drains, then ends");
      return ExitCode.OK;
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
    int run(StageClient stage) {
      FleetCalls.Interrupted interrupted =
          stage.call(FleetCalls.INTERRUPT, new FleetCalls.Interrupt(instance, noticeAfter));
      console.out().println(instance + " will be interrupted at " + interrupted.endsAt());
      return ExitCode.OK;
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
    int run(StageClient stage) {
      String group = group(stage);
      stage.call(FleetCalls.REFRESH, new FleetCalls.Refresh(group));
      console.out().println(group + " is being refreshed; fleet activities shows the progress");
      return ExitCode.OK;
    }
  }

  /** Returns a line for each group, and below it one for each of its instances. */
  static List<String> instances(List<FleetCalls.Group> groups) {
    List<String> lines = new ArrayList<>();
    for (FleetCalls.Group group : groups) {
      lines.add(
          "%s (%d wanted, %d to %d)"
              .formatted(group.name(), group.desired(), group.minimum(), group.maximum()));
      lines.addAll(Columns.lines(group.instances().stream().map(FleetCommand::row).toList()));
    }
    return lines;
  }

  private static List<String> row(FleetCalls.Instance instance) {
    return List.of(
        instance.id(),
        instance.zone(),
        instance.spot() ? "spot" : "on-demand",
        instance.state().label(),
        instance.health(),
        instance.pid() == null ? "no process" : "pid " + instance.pid(),
        "port " + instance.port(),
        "since " + instance.since());
  }

  /** Returns two lines for each activity, and more if it failed. */
  static List<String> activities(List<FleetCalls.Entry> activities) {
    List<String> lines = new ArrayList<>();
    for (FleetCalls.Entry activity : activities) {
      lines.add(
          "%s  %-10s  %s"
              .formatted(activity.start(), activity.status().label(), activity.description()));
      lines.add("    " + activity.cause());
      activity
          .message()
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
