package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code docs/alarms.md} lists the alarms as they are in the templates. After a change that is
 * meant, write its tables anew as the snapshots are ({@link SnapshotTest}), with {@code
 * -Dtest=AlarmsPageTest}.
 */
final class AlarmsPageTest {
  private static final Path PAGE = Templates.ROOT.resolve("docs/alarms.md");

  /**
   * Prices per month in US dollars, in cents, of eu-central-1.
   *
   * @see <a href="https://aws.amazon.com/cloudwatch/pricing/">Amazon CloudWatch pricing</a>
   */
  private static final int STANDARD = 10;

  private static final int HIGH_RESOLUTION = 30;
  private static final int COMPOSITE = 50;

  /** The metric and the two edges of its band. */
  private static final int METRICS_OF_A_BAND = 3;

  /** What a small studio may pay for a stage's alarms in a month, in cents. */
  private static final int MOST_CENTS = 2_000;

  @BeforeAll
  static void writeAnewIfAsked() throws IOException {
    if ("update".equals(System.getProperty("gamekeeper.snapshots"))) {
      String page = Files.readString(PAGE);
      page = replaced(page, "alarms", table());
      Files.writeString(PAGE, replaced(page, "costs", costs()));
    }
  }

  @Test
  void thePageListsTheAlarmsOfTheTemplates() throws IOException {
    assertThat(part(Files.readString(PAGE), "alarms")).isEqualTo(table());
  }

  @Test
  void thePageSaysWhatAlarmsCost() throws IOException {
    assertThat(part(Files.readString(PAGE), "costs")).isEqualTo(costs());
  }

  @ParameterizedTest
  @EnumSource
  void alarmsStayWithinASmallStudiosMeans(StageName stage) {
    assertThat(alarms(stage).values().stream().mapToInt(AlarmsPageTest::cents).sum())
        .isBetween(500, MOST_CENTS);
  }

  private static String table() {
    StringJoiner table = new StringJoiner("\n");
    table.add("| alarm | urgency, owner | goes off when | without data | $ a month |");
    table.add("|---|---|---|---|---|");
    alarms(StageName.PROD)
        .forEach(
            (name, alarm) -> {
              String description = alarm.at("/Properties/AlarmDescription").asText();
              AlarmNote note = AlarmNote.in(description).orElseThrow();
              table.add(
                  "| %s | %s, %s | %s<br>%s | %s | %s |"
                      .formatted(
                          name,
                          note.severity(),
                          note.owner().key(),
                          description.lines().findFirst().orElseThrow(),
                          condition(alarm),
                          silence(alarm),
                          dollars(cents(alarm))));
            });
    return table.toString();
  }

  private static String costs() {
    StringJoiner table = new StringJoiner("\n");
    table.add("| stage | alarms on metrics | their metrics | composite alarms | $ a month |");
    table.add("|---|---|---|---|---|");
    for (StageName stage : StageName.values()) {
      List<JsonNode> alarms = new ArrayList<>(alarms(stage).values());
      List<JsonNode> single = alarms.stream().filter(alarm -> !isComposite(alarm)).toList();
      table.add(
          "| %s | %d | %d | %d | %s |"
              .formatted(
                  stage.key(),
                  single.size(),
                  single.stream().mapToInt(AlarmsPageTest::metrics).sum(),
                  alarms.size() - single.size(),
                  dollars(alarms.stream().mapToInt(AlarmsPageTest::cents).sum())));
    }
    return table.toString();
  }

  private static String condition(JsonNode alarm) {
    JsonNode properties = alarm.path("Properties");
    if (isComposite(alarm)) {
      String rule = shortened(properties.path("AlarmRule").asText());
      return "`%s`".formatted(rule);
    }
    String watched = shortened(watched(properties));
    String limit =
        properties.has("ThresholdMetricId")
            ? "outside its band"
            : "%s %s"
                .formatted(
                    sign(properties.path("ComparisonOperator").asText()),
                    plain(properties.path("Threshold").asDouble()));
    return "`%s` %s in %d of %d × %s"
        .formatted(
            watched,
            limit,
            properties.path("DatapointsToAlarm").asInt(),
            properties.path("EvaluationPeriods").asInt(),
            duration(properties.findValue("Period").asInt()));
  }

  private static String watched(JsonNode properties) {
    if (!properties.has("Metrics")) {
      return statistic(properties) + " " + properties.path("MetricName").asText();
    }
    String expression = "";
    StringJoiner where = new StringJoiner(", ");
    for (JsonNode query : properties.path("Metrics")) {
      if (query.has("Expression") && query.path("ReturnData").asBoolean(true)) {
        expression = query.path("Expression").asText();
      } else if (query.has("Expression")) {
        where.add(query.path("Id").asText() + " = " + query.path("Expression").asText());
      } else {
        JsonNode metric = query.path("MetricStat");
        where.add(
            "%s = %s %s"
                .formatted(
                    query.path("Id").asText(),
                    metric.path("Stat").asText(),
                    metric.at("/Metric/MetricName").asText()));
      }
    }
    return expression + "; " + where + ":";
  }

  private static String statistic(JsonNode properties) {
    return properties.path("Statistic").asText(properties.path("ExtendedStatistic").asText());
  }

  private static String silence(JsonNode alarm) {
    if (isComposite(alarm)) {
      JsonNode properties = alarm.path("Properties");
      return properties.has("ActionsSuppressor")
          ? "silenced by %s: %s"
              .formatted(
                  shortened(properties.path("ActionsSuppressor").asText()),
                  alarm.at("/Metadata/" + Alarms.SILENCED).asText())
          : "–";
    }
    return "%s%s: %s"
        .formatted(
            alarm.at("/Properties/TreatMissingData").asText(),
            alarm.path("Properties").has("InsufficientDataActions") ? ", told" : "",
            alarm.at("/Metadata/" + Alarms.MISSING).asText());
  }

  private static String sign(String comparison) {
    return switch (comparison) {
      case "GreaterThanThreshold" -> ">";
      case "GreaterThanOrEqualToThreshold" -> "≥";
      case "LessThanThreshold" -> "<";
      default -> throw new AssertionError(comparison);
    };
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : Double.toString(number);
  }

  private static String duration(int seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  private static boolean isComposite(JsonNode alarm) {
    return alarm.path("Type").asText().endsWith("::CompositeAlarm");
  }

  private static int metrics(JsonNode alarm) {
    JsonNode properties = alarm.path("Properties");
    if (properties.has("ThresholdMetricId")) {
      return METRICS_OF_A_BAND;
    }
    return Math.max(1, properties.path("Metrics").findValues("MetricStat").size());
  }

  private static int cents(JsonNode alarm) {
    if (isComposite(alarm)) {
      return COMPOSITE;
    }
    int period = alarm.path("Properties").findValue("Period").asInt();
    return metrics(alarm) * (period < 60 ? HIGH_RESOLUTION : STANDARD);
  }

  private static String dollars(int cents) {
    return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
  }

  private static String shortened(String names) {
    return names.replace("gamekeeper-prod-", "").replace("|", "\\|");
  }

  /** Returns a stage's alarms by their names without the stage; a release's name varies. */
  private static Map<String, JsonNode> alarms(StageName stage) {
    Map<String, JsonNode> alarms = new TreeMap<>();
    for (String type : List.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")) {
      for (JsonNode alarm : Templates.resources(stage, type).values()) {
        String name =
            alarm
                .at("/Properties/AlarmName")
                .asText()
                .replace("gamekeeper-" + stage.key() + "-", "");
        alarms.put(name.replaceAll("^(Release[A-Z]\\w+)-.*", "$1-RELEASE"), alarm);
      }
    }
    return alarms;
  }

  private static String part(String page, String name) {
    String begin = begin(name);
    assertThat(page).contains(begin, end(name));
    return page.substring(page.indexOf(begin) + begin.length(), page.indexOf(end(name))).strip();
  }

  private static String replaced(String page, String name, String table) {
    String begin = begin(name);
    return page.substring(0, page.indexOf(begin) + begin.length())
        + "\n"
        + table
        + "\n"
        + page.substring(page.indexOf(end(name)));
  }

  private static String begin(String name) {
    return "<!-- " + name + " -->";
  }

  private static String end(String name) {
    return "<!-- end of " + name + " -->";
  }
}
