package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** The group of commands on dashboards; it does nothing by itself. */
@Command(
    name = "dashboard",
    description = "Look at a stage's dashboards; the console draws them.",
    subcommands = {DashboardCommand.ListDashboards.class, DashboardCommand.Show.class})
final class DashboardCommand {
  private static final String DASHBOARDS = "dashboards";

  /** Shows the dashboards. */
  @Command(name = "list", description = "Show the dashboards.")
  static final class ListDashboards extends OperatorCommand {
    ListDashboards(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(DASHBOARDS), Map.of());
      print(
          answer,
          Columns.lines(
              Facts.items(answer, DASHBOARDS).stream()
                  .map(
                      each ->
                          List.of(
                              Facts.text(each, "name"),
                              Facts.counted(each, "widgets", "widgets"),
                              Facts.text(each, "title")))
                  .toList()));
      return ExitCode.OK;
    }
  }

  /** Shows what is on a dashboard. */
  @Command(name = "show", description = "Show what is on a dashboard.")
  static final class Show extends OperatorCommand {
    @Parameters(
        paramLabel = "NAME",
        description = "The dashboard's name, as dashboard list shows it.")
    private String name = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(DASHBOARDS, name), Map.of());
      List<String> lines = new ArrayList<>();
      lines.add(Facts.text(answer, "name") + ": " + Facts.text(answer, "title"));
      lines.addAll(Columns.lines(Facts.items(answer, "widgets").stream().map(Show::row).toList()));
      print(answer, lines);
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode widget) {
      String view = Facts.text(widget, "view");
      return List.of(
          Facts.text(widget, "index"),
          Facts.text(widget, "type") + (view.isEmpty() ? "" : " " + view),
          "%s×%s at %s,%s"
              .formatted(
                  Facts.text(widget, "width"),
                  Facts.text(widget, "height"),
                  Facts.text(widget, "x"),
                  Facts.text(widget, "y")),
          title(widget) + note(widget));
    }

    /** The title, else the first line of what is written there. */
    private static String title(JsonNode widget) {
      String title = Facts.text(widget, "title");
      return title.isEmpty()
          ? Facts.text(widget, "markdown").lines().findFirst().orElse("")
          : title;
    }

    private static String note(JsonNode widget) {
      String note = Facts.text(widget, "note");
      return note.isEmpty() ? "" : " (" + note + ")";
    }
  }
}
