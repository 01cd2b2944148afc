package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;

final class AlarmsTest {

  /** Alarms that read missing data as beyond the threshold, and why each may. */
  private static final Map<GameAlarm, String> READ_AS_VALUE = Map.of();

  /** Alarms that tell silence, and who measures also when nothing happens. */
  private static final Map<GameAlarm, String> MEASURED_STEADILY =
      new EnumMap<>(
          Map.of(
              GameAlarm.UNUSUAL_TRAFFIC, "the load balancer, as Route 53 asks it for its health",
              GameAlarm.LEDGER_UNCHECKED, "the ledger's check, each hour",
              GameAlarm.ERASURE_UNFINISHED, "the round of erasures, each minute",
              GameAlarm.DATABASE_REPLICA_LAG, "RDS, each minute of a replica's life",
              GameAlarm.SERVER_DOWN, "the load balancer, each minute with a registered server"));

  @ParameterizedTest
  @EnumSource
  void everyAlarmOfTheContractIsDeclared(GameAlarm alarm) {
    TreeSet<String> names = new TreeSet<>(alarms().keySet());
    names.addAll(composites(StageName.DEV).keySet());

    assertThat(names).anyMatch(name -> (name + "-").startsWith(alarm.nameIn("dev") + "-"));
  }

  /** Whoever is told of an alarm learns from its description where it goes and what to do. */
  @ParameterizedTest
  @EnumSource
  void everyAlarmSaysHowUrgentItIsWhoseItIsAndWhatToDo(StageName stage) {
    Map<String, JsonNode> all = alarms(stage);
    all.putAll(composites(stage));
    all.forEach(
        (name, alarm) -> {
          String description = alarm.path("AlarmDescription").asText();
          GameAlarm kind = kind(name, stage);

          AlarmNote note = AlarmNote.in(description).orElseThrow();
          assertThat(note.severity()).as(name).isEqualTo(kind.severity());
          assertThat(note.owner()).as(name).isEqualTo(kind.owner());
          assertThat(note.runbook()).as(name).isEqualTo(kind.alarmName());
          assertThat(DashboardBodies.of(stage).keySet())
              .as(name)
              .contains("gamekeeper-" + stage.key() + "-" + note.dashboard());
          assertThat(description.lines().findFirst().orElseThrow()).as(name).endsWith(".");
          assertThat(description.lines()).as(name).hasSize(2);
          assertThat(severity(alarm)).as(name).isEqualTo(kind.severity().name());
        });
  }

  @ParameterizedTest
  @EnumSource
  void everyAlarmTellsTheTopicThatItIsOnAndOverOrIsAPartOfOneThatDoes(StageName stage) {
    String topic = stage.constructId() + "-Core:ExportsOutputRefAlarms";
    String rules = composites(stage).values().toString();
    composites(stage).forEach((name, alarm) -> assertThat(tells(alarm, topic)).as(name).isTrue());
    alarms(stage)
        .forEach(
            (name, alarm) ->
                assertThat(tells(alarm, topic))
                    .as(name)
                    .isEqualTo(
                        !rules.contains("\\\"" + name + "\\\"")
                            || CAUSES.contains(kind(name, stage))));
  }

  /** Alarms that are parts of others and call somebody by themselves too. */
  private static final Set<GameAlarm> CAUSES =
      EnumSet.of(GameAlarm.DATABASE_CONNECTION_LOST, GameAlarm.PENDING_PURCHASES);

  private static boolean tells(JsonNode alarm, String topic) {
    List<String> told = new ArrayList<>();
    for (String actions : List.of("AlarmActions", "OKActions")) {
      if (alarm.path(actions).toString().contains(topic)) {
        told.add(actions);
      }
    }
    assertThat(told.size()).isIn(0, 2);
    return !told.isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyAlarmSaysWhyItReadsMissingDataAsItDoes(StageName stage) {
    Templates.resources(stage, "AWS::CloudWatch::Alarm")
        .forEach(
            (id, alarm) -> {
              if (isOurs(alarm, stage)) {
                assertThat(alarm.at("/Metadata/" + Alarms.MISSING).asText())
                    .as(id)
                    .matches("[A-Z].{20,}\\.");
              }
            });
  }

  private static boolean isOurs(JsonNode alarm, StageName stage) {
    return alarm.at("/Properties/AlarmName").asText().startsWith("gamekeeper-" + stage.key());
  }

  @Test
  void metricsOfOursExistAndComeFromAFunctionOrServerOfOurs() {
    TreeSet<String> functions = new TreeSet<>();
    Stream.of(GameFunction.values()).map(GameFunction::functionName).forEach(functions::add);
    functions.add(GameServerContract.SERVICE);
    TreeSet<String> watched = new TreeSet<>();
    for (JsonNode alarm : alarms().values()) {
      for (JsonNode metric : metrics(alarm)) {
        if (metric.path("Namespace").asText().equals("Gamekeeper/dev")) {
          watched.add(metric.path("MetricName").asText());
          Map<String, String> dimensions = dimensions(metric);
          if (metric.path("MetricName").asText().equals(GameMetric.SLOW_QUERIES.metricName())) {
            assertThat(dimensions).isEmpty();
            continue;
          }
          assertThat(functions).contains(dimensions.get("Service"));
          boolean byRelease = dimensions.containsKey("Release");
          assertThat(dimensions).hasSize(byRelease ? 2 : 1);
          if (byRelease) {
            assertThat(dimensions).containsEntry("Service", GameServerContract.SERVICE);
          }
        }
      }
    }

    assertThat(watched)
        .containsExactlyInAnyOrder(
            GameMetric.AVERAGE_LATENCY.metricName(),
            GameMetric.DISK_USAGE.metricName(),
            GameMetric.EVENTS_ACCEPTED.metricName(),
            GameMetric.EVENTS_FAILED.metricName(),
            GameMetric.EVENTS_HANDLED.metricName(),
            GameMetric.EVENT_PROCESSING_LATENCY.metricName(),
            GameMetric.EVENT_QUEUE_FULL.metricName(),
            GameMetric.OLDEST_UNFINISHED_ERASURE.metricName(),
            GameMetric.LEDGER_VIOLATIONS.metricName(),
            GameMetric.LISTENER_ERRORS.metricName(),
            GameMetric.LISTENER_EVENTS.metricName(),
            GameMetric.LISTENER_TIME.metricName(),
            GameMetric.MEMORY_USAGE.metricName(),
            GameMetric.NEW_CONNECTIONS.metricName(),
            GameMetric.OLDEST_PENDING_PURCHASE.metricName(),
            GameMetric.OLDEST_UNPUBLISHED_EVENT.metricName(),
            GameMetric.PACKET_LOSS_RATE.metricName(),
            GameMetric.PAYMENT_SUCCESS_RATE.metricName(),
            GameMetric.PENDING_PURCHASES.metricName(),
            GameMetric.RANKING_UNAVAILABLE.metricName(),
            GameMetric.SERVER_FAULTS.metricName(),
            GameMetric.SESSION_EVENT_GAPS.metricName(),
            GameMetric.SLOW_QUERIES.metricName(),
            GameMetric.SYN_RECEIVED.metricName(),
            GameMetric.UNUSABLE_NOTICES.metricName());
  }

  @Test
  void everyQueueOfDeadLettersIsWatched() {
    TreeSet<String> watched = new TreeSet<>();
    for (JsonNode alarm : alarms().values()) {
      watched.add(alarm.at("/Dimensions/0/Value/Fn::GetAtt/0").asText());
    }

    Templates.resources(StageName.DEV, "AWS::SQS::Queue")
        .forEach(
            (place, queue) ->
                assertThat(watched.contains(place.substring(place.indexOf('/') + 1)))
                    .as(place)
                    .isEqualTo(!queue.path("Properties").has("RedrivePolicy")));
  }

  /**
   * CloudWatch evaluates a new alarm over periods from before it existed: whoever reads missing
   * data as a value beyond the threshold is called in every first deployment.
   */
  @ParameterizedTest
  @EnumSource
  void noAlarmGoesOffBeforeAnythingWasMeasured(StageName stage) {
    Map<String, String> readAsValue = new TreeMap<>();
    alarms(stage)
        .forEach(
            (name, alarm) -> {
              if (alarm.path("TreatMissingData").asText().equals("breaching")) {
                readAsValue.put(name, READ_AS_VALUE.getOrDefault(kind(name, stage), ""));
              }
            });

    assertThat(readAsValue).hasSameSizeAs(READ_AS_VALUE).doesNotContainValue("");
  }

  @ParameterizedTest
  @EnumSource
  void silenceIsToldWhereSomethingIsMeasuredSteadily(StageName stage) {
    Map<GameAlarm, JsonNode> tellSilence = new EnumMap<>(GameAlarm.class);
    alarms(stage)
        .forEach(
            (name, alarm) -> {
              if (alarm.has("InsufficientDataActions")) {
                assertThat(tellSilence.put(kind(name, stage), alarm)).as(name).isNull();
              }
            });

    assertThat(tellSilence.keySet()).isEqualTo(MEASURED_STEADILY.keySet());
    tellSilence.forEach(
        (kind, alarm) -> {
          // Only then it comes to lack data, and only from another state.
          assertThat(alarm.path("TreatMissingData").asText()).isEqualTo("missing");
          assertThat(alarm.path("InsufficientDataActions"))
              .as(kind.alarmName())
              .isEqualTo(alarm.path("AlarmActions"));
        });
  }

  @Test
  void anAlarmThatWouldGoOffByBeingCreatedIsRefused() {
    assertThatThrownBy(() -> new Missing(TreatMissingData.BREACHING, false, "Why."))
        .hasMessageContaining("first deployment");
    assertThatThrownBy(() -> new Missing(TreatMissingData.NOT_BREACHING, true, "Why."))
        .hasMessageContaining("missing data counts as missing");
    assertThatThrownBy(() -> Missing.quiet("")).hasMessageContaining("a reason is a sentence");
  }

  @Test
  void whatIsMissingElsewhereIsQuietOrChangesNothing() {
    Map<String, JsonNode> alarms = alarms();

    assertThat(missing(alarms, GameAlarm.LEDGER_VIOLATIONS)).isEqualTo("ignore");
    assertThat(missing(alarms, GameAlarm.HIGH_ERROR_RATE)).isEqualTo("notBreaching");
  }

  /** CloudWatch guide, "Percentile-based alarms and low data samples". */
  @Test
  void ofFewSamplesAPercentileSaysNothing() {
    TreeSet<String> percentiles = new TreeSet<>();
    alarms()
        .forEach(
            (name, alarm) -> {
              if (alarm.toString().matches(".*\"(Stat|ExtendedStatistic)\":\"p\\d.*")) {
                percentiles.add(name);
                assertThat(alarm.path("EvaluateLowSampleCountPercentile").asText())
                    .as(name)
                    .isEqualTo("ignore");
              }
            });

    assertThat(percentiles).containsExactly("gamekeeper-dev-HighLatency-LoadBalancer");
  }

  @Test
  void fewPurchasesAreNoRate() {
    JsonNode alarm =
        alarms()
            .getOrDefault(
                GameAlarm.PAYMENT_SYSTEM_FAILURE.nameIn("dev", "SuccessRate"),
                Templates.JSON.nullNode());

    assertThat(alarm.at("/Metrics/0/Expression").asText())
        .isEqualTo("IF(purchases >= 5, rate, 100)");
    assertThat(alarm.path("Threshold").asInt()).isEqualTo(95);
    assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
  @ParameterizedTest
  @EnumSource
  void metricMathPutsNoNumbersAmongSeries(StageName stage) {
    List<String> expressions = new ArrayList<>();
    for (JsonNode template : Templates.stacks(stage).values()) {
      expressions.addAll(template.findValuesAsText("Expression"));
    }

    assertThat(expressions).hasSizeGreaterThan(6);
    assertThat(expressions)
        .allSatisfy(
            expression ->
                assertThat(expression)
                    .doesNotContainPattern("\\[\\s*-?\\d+(\\.\\d+)?\\s*[,\\]]")
                    .doesNotContainPattern(",\\s*-?\\d+(\\.\\d+)?\\s*]")
                    .doesNotContainPattern("\\b(AVG|MAX|MIN|SUM)\\([^\\[()]*,"));
  }

  @ParameterizedTest
  @CsvSource({"DEV, 2", "STAGING, 3", "PROD, 3"})
  void serversAreMissedBelowTheLeastNumber(StageName stage, int least) {
    JsonNode alarm =
        Templates.resources(stage, "Fleet", "AWS::CloudWatch::Alarm").values().stream()
            .map(resource -> resource.path("Properties"))
            .filter(
                properties ->
                    properties
                        .path("AlarmName")
                        .asText()
                        .equals(GameAlarm.SERVER_DOWN.nameIn(stage.key())))
            .findAny()
            .orElseThrow();

    assertThat(alarm.at("/Metrics/0/Expression").asText())
        .isEqualTo("unhealthy + IF(healthy < %1$d, %1$d - healthy, 0)".formatted(least));
  }

  private static Map<String, JsonNode> alarms() {
    return alarms(StageName.DEV);
  }

  private static Map<String, JsonNode> alarms(StageName stage) {
    Map<String, JsonNode> alarms = new TreeMap<>();
    for (JsonNode alarm : Templates.resources(stage, "AWS::CloudWatch::Alarm").values()) {
      alarms.put(alarm.at("/Properties/AlarmName").asText(), alarm.path("Properties"));
    }
    return alarms;
  }

  private static Map<String, JsonNode> composites(StageName stage) {
    Map<String, JsonNode> alarms = new TreeMap<>();
    for (JsonNode alarm : Templates.resources(stage, "AWS::CloudWatch::CompositeAlarm").values()) {
      alarms.put(alarm.at("/Properties/AlarmName").asText(), alarm.path("Properties"));
    }
    return alarms;
  }

  private static GameAlarm kind(String name, StageName stage) {
    return Stream.of(GameAlarm.values())
        .filter(alarm -> (name + "-").startsWith(alarm.nameIn(stage.key()) + "-"))
        .findAny()
        .orElseThrow();
  }

  private static String severity(JsonNode alarm) {
    return Stream.of(alarm.path("Tags"))
        .flatMap(JsonNode::valueStream)
        .filter(tag -> tag.path("Key").asText().equals("gamekeeper:severity"))
        .map(tag -> tag.path("Value").asText())
        .findAny()
        .orElse("none");
  }

  private static String missing(Map<String, JsonNode> alarms, GameAlarm alarm) {
    return alarms
        .getOrDefault(alarm.nameIn("dev"), Templates.JSON.nullNode())
        .path("TreatMissingData")
        .asText();
  }

  private static Map<String, String> dimensions(JsonNode metric) {
    Map<String, String> dimensions = new TreeMap<>();
    metric
        .path("Dimensions")
        .forEach(
            dimension ->
                dimensions.put(dimension.path("Name").asText(), dimension.path("Value").asText()));
    return dimensions;
  }

  private static List<JsonNode> metrics(JsonNode alarm) {
    if (alarm.has("Metrics")) {
      return alarm
          .path("Metrics")
          .valueStream()
          .map(query -> query.at("/MetricStat/Metric"))
          .toList();
    }
    return List.of(alarm);
  }
}
