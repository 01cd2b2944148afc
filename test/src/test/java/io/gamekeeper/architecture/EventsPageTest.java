package io.gamekeeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.event.EventField;
import io.gamekeeper.contract.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The catalogue of players' events in {@code docs/events.md} is written from their schemas; {@code
 * -Dgamekeeper.events=update} writes it anew.
 */
final class EventsPageTest {
  private static final Path PAGE = Modules.ROOT.resolve("docs/events.md");
  private static final String BEGIN = "<!-- catalogue: written from EventType -->";
  private static final String END = "<!-- end of the catalogue -->";

  @Test
  void theCatalogueIsThatOfTheSchemas() throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    assertThat(begin).as("the catalogue's marks").isNotNegative().isLessThan(end);
    if ("update".equals(System.getProperty("gamekeeper.events"))) {
      List<String> anew = new ArrayList<>(page.subList(0, begin + 1));
      anew.addAll(catalogue());
      anew.addAll(page.subList(end, page.size()));
      Files.write(PAGE, anew);
      return;
    }

    assertThat(page.subList(begin + 1, end)).isEqualTo(catalogue());
  }

  private static List<String> catalogue() {
    List<String> lines = new ArrayList<>();
    for (EventType type : EventType.values()) {
      lines.add("");
      lines.add(
          "### `%s`, version %d, counted by %s"
              .formatted(type.typeName(), type.version(), type.counter().metricName()));
      lines.add("");
      lines.add("| field of `data` | | value | meaning |");
      lines.add("|---|---|---|---|");
      for (EventField field : type.fields()) {
        lines.add(
            "| `%s` | %s | %s | %s |"
                .formatted(
                    field.name(),
                    (field.required() ? "required" : "optional")
                        + (field.personal() ? ", personal" : ""),
                    field.kind().words(),
                    field.meaning()));
      }
    }
    lines.add("");
    return lines;
  }
}
