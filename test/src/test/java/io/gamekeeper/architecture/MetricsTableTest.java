package io.gamekeeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.DerivedMetric;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metrics' page against the contract. */
final class MetricsTableTest {
  private static final int ALARMS = 6;

  private final List<String> page;

  MetricsTableTest() throws IOException {
    page = Files.readAllLines(Modules.ROOT.resolve("docs/metrics.md"));
  }

  /** The rows of the table below a heading, without their heads. */
  private List<String> rows(String heading) {
    return page.stream()
        .dropWhile(line -> !line.equals("## " + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .toList();
  }

  @Test
  void eachMetricHasItsRow() {
    assertThat(rows("Emitted").stream().map(row -> row.substring(0, beforeAlarms(row))))
        .containsExactlyElementsOf(
            Stream.of(GameMetric.values()).map(MetricsTableTest::row).toList());
  }

  private static int beforeAlarms(String row) {
    return row.lastIndexOf('|', row.length() - 2) + 1;
  }

  private static String row(GameMetric metric) {
    String dimensions =
        metric.dimensionSets().stream()
            .map(
                set ->
                    set.dimensions().stream()
                        .map(GameMetric.Dimension::dimensionName)
                        .collect(Collectors.joining(" + ")))
            .collect(Collectors.joining("; "));
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            metric.metricName(),
            metric.unit().unitName(),
            dimensions,
            metric.source().name().toLowerCase(Locale.ROOT),
            metric.meaning());
  }

  @Test
  void theAlarmsOfARowExist() {
    List<String> known = Stream.of(GameAlarm.values()).map(GameAlarm::alarmName).toList();

    assertThat(
            rows("Emitted").stream()
                .map(row -> row.split("\\|", -1)[ALARMS].strip())
                .filter(names -> !names.isEmpty())
                .flatMap(names -> Stream.of(names.split(", ", -1))))
        .isNotEmpty()
        .allMatch(known::contains);
  }

  @Test
  void eachDimensionHasItsBound() {
    assertThat(rows("Dimensions"))
        .containsExactlyElementsOf(
            Stream.of(GameMetric.Dimension.values())
                .map(each -> "| `%s` | %s |".formatted(each.dimensionName(), each.bound()))
                .toList());
  }

  @Test
  void eachCalculatedMetricHasItsRow() {
    List<String> rows = rows("Calculated");

    assertThat(rows).hasSize(DerivedMetric.values().length);
    for (DerivedMetric metric : DerivedMetric.values()) {
      assertThat(rows)
          .filteredOn(row -> row.startsWith("| `" + metric.metricName() + "` |"))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .contains("| " + metric.unit().unitName() + " |")
                      .contains("`" + metric.expression() + "`")
                      .contains(metric.meaning())
                      .contains(
                          metric.inputs().stream()
                              .map(input -> "`" + input.metricName() + "`")
                              .toList()));
    }
  }
}
