package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what of the templates runs, what is simulated and what is not. */
@Command(
    name = "status",
    description =
        "Show the running stage: resources that run, are simulated or are not, and its metrics.")
final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "For machines.")
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
        print(status, console.out());
      }
    }
    return 0;
  }

  static void print(JsonNode status, PrintWriter out) {
    Map<String, List<JsonNode>> byFidelity = new LinkedHashMap<>();
    for (JsonNode resource : status.path("resources")) {
      byFidelity
          .computeIfAbsent(resource.path("fidelity").asText(), fidelity -> new ArrayList<>())
          .add(resource);
    }
    byFidelity.forEach(
        (fidelity, resources) -> {
          out.printf("%s (%d)%n", fidelity, resources.size());
          for (JsonNode resource : resources) {
            line(
                out,
                address(resource),
                resource.path("type").asText() + "  " + resource.path("summary").asText());
          }
        });
    out.println("not simulated, of resources that run or are simulated");
    for (JsonNode resource : status.path("resources")) {
      List<String> properties = new ArrayList<>();
      resource.path("notSimulated").forEach(property -> properties.add(property.asText()));
      if (!properties.isEmpty()) {
        line(out, address(resource), String.join(", ", properties));
      }
    }
    out.println("metrics");
    for (JsonNode metric : status.path("metrics")) {
      line(
          out,
          metric.path("namespace").asText() + " " + metric.path("name").asText(),
          metric.path("sum").asText() + " " + metric.path("dimensions"));
    }
    out.println("recent errors");
    for (JsonNode error : status.path("recentErrors")) {
      line(
          out,
          error.path("at").asText() + " " + error.path("logicalId").asText(),
          error.path("message").asText());
    }
  }

  private static String address(JsonNode resource) {
    return resource.path("stack").asText() + "/" + resource.path("logicalId").asText();
  }

  private static void line(PrintWriter out, String name, String text) {
    out.printf("  %-70s %s%n", name, text);
  }
}
