package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DashboardsTest {
  /**
   * Metrics of AWS that only dashboards draw, beside those that alarms watch: the pages on metrics
   * of Application Load Balancers, Lambda, DynamoDB, ElastiCache and CloudFront, from memory.
   */
  private static final Set<String> ONLY_DRAWN =
      Set.of(
          "AWS/ApplicationELB ActiveConnectionCount [LoadBalancer]",
          "AWS/ApplicationELB HTTPCode_Target_4XX_Count [LoadBalancer]",
          "AWS/ApplicationELB NewConnectionCount [LoadBalancer]",
          "AWS/ApplicationELB RejectedConnectionCount [LoadBalancer]",
          "AWS/ApplicationELB TargetResponseTime [LoadBalancer, TargetGroup]",
          "AWS/CloudFront 4xxErrorRate [DistributionId, Region]",
          "AWS/CloudFront 5xxErrorRate [DistributionId, Region]",
          "AWS/CloudFront BytesDownloaded [DistributionId, Region]",
          "AWS/CloudFront Requests [DistributionId, Region]",
          "AWS/DynamoDB ConsumedWriteCapacityUnits [TableName]",
          "AWS/ElastiCache EngineCPUUtilization [CacheClusterId]",
          "AWS/RUM Http4xxCount [application_name]",
          "AWS/RUM Http5xxCount [application_name]",
          "AWS/RUM JsErrorCount [application_name]",
          "AWS/RUM PerformanceNavigationDuration [application_name]",
          "AWS/RUM SessionCount [application_name]",
          "AWS/Lambda ConcurrentExecutions [FunctionName, Resource]",
          "AWS/Lambda Duration [FunctionName, Resource]");

  /** Who emits which of our metrics, as the functions' and the server's code says. */
  private static final Set<GameMetric> EMITTED_BY_INTAKE =
      Set.of(GameMetric.EVENTS_ACCEPTED, GameMetric.EVENTS_REJECTED, GameMetric.EVENT_QUEUE_FULL);

  private static final Set<GameMetric> EMITTED_BY_LISTENERS =
      Set.of(
          GameMetric.ACTIVITY_ENDS,
          GameMetric.ACTIVITY_STARTS,
          GameMetric.CHAT_REPORTS,
          GameMetric.EVENTS_FAILED,
          GameMetric.EVENTS_HANDLED,
          GameMetric.EVENT_PROCESSING_LATENCY,
          GameMetric.ITEM_ACQUISITIONS,
          GameMetric.LEVEL_UPS,
          GameMetric.MATCHES,
          GameMetric.PLAYER_LOGINS,
          GameMetric.PLAYER_LOGOUTS);

  private static final Map<String, Set<GameMetric>> EMITTED =
      Map.of(
          GameFunction.SCORES.functionName(),
          Set.of(
              GameMetric.COLD_START,
              GameMetric.RANKING_UNAVAILABLE,
              GameMetric.REQUESTS_REFUSED,
              GameMetric.SCORES_ACCEPTED,
              GameMetric.SCORES_REPEATED),
          GameFunction.LEADERBOARDS.functionName(),
          Set.of(GameMetric.COLD_START, GameMetric.RANKING_UNAVAILABLE),
          GameFunction.LEADERBOARD_REBUILD.functionName(),
          Set.of(GameMetric.LEADERBOARD_REBUILT),
          GameFunction.SEASON_END.functionName(),
          Set.of(GameMetric.SEASON_FROZEN),
          GameFunction.PURCHASES.functionName(),
          Set.of(
              GameMetric.PAYMENT_SUCCESS_RATE,
              GameMetric.PURCHASES_COMPLETED,
              GameMetric.PURCHASES_REFUSED,
              GameMetric.PURCHASES_REPEATED,
              GameMetric.STORE_UNAVAILABLE,
              GameMetric.TEST_PURCHASES,
              GameMetric.UNLISTED_PRICES),
          GameFunction.PAYMENT_RECONCILER.functionName(),
          Set.of(
              GameMetric.OLDEST_PENDING_PURCHASE,
              GameMetric.PENDING_PURCHASES,
              GameMetric.STORE_UNAVAILABLE),
          GameFunction.OUTBOX_RELAY.functionName(),
          Set.of(GameMetric.OLDEST_UNPUBLISHED_EVENT, GameMetric.PURCHASES_REFUNDED),
          GameFunction.LEDGER_CHECK.functionName(),
          Set.of(GameMetric.LEDGER_VIOLATIONS),
          GameFunction.STORE_NOTIFICATIONS.functionName(),
          Set.of(GameMetric.UNUSABLE_NOTICES),
          GameServerContract.SERVICE,
          Set.of(
              GameMetric.AOT_CACHE_MISSED,
              GameMetric.AVERAGE_LATENCY,
              GameMetric.CONCURRENT_USERS,
              GameMetric.DISK_USAGE,
              GameMetric.MEMORY_USAGE,
              GameMetric.NEW_CONNECTIONS,
              GameMetric.PACKET_LOSS_RATE,
              GameMetric.SERVER_TICK_RATE,
              GameMetric.SYN_RECEIVED));

  /** What is counted for the whole stage: by the collector of players' metrics, and in a log. */
  private static final Set<GameMetric> OF_THE_STAGE = Set.of(GameMetric.SLOW_QUERIES);

  private static final Set<GameMetric> OF_A_RELEASE =
      Set.of(GameMetric.AVERAGE_LATENCY, GameMetric.SERVER_FAULTS);

  @ParameterizedTest
  @CsvSource({"DEV, 9", "STAGING, 3", "PROD, 9"})
  void aStageHasTheDashboardsThatItsSettingsName(StageName stage, int dashboards) {
    Set<String> names = new TreeSet<>();
    Templates.changed(stage, settings -> {})
        .dashboards()
        .forEach(dashboard -> names.add(dashboard.nameIn(stage.key())));

    assertThat(DashboardBodies.of(stage).keySet()).hasSize(dashboards).isEqualTo(names);
  }

  /**
   * Three of an account are free if they have 50 metrics or fewer; further ones cost $3 a month.
   */
  @Test
  void stagingsDashboardsAreFewEnoughToBeFree() {
    assertThat(DashboardBodies.of(StageName.STAGING)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void cloudWatchTakesEachBody(StageName stage) {
    DashboardBodies.of(stage)
        .forEach((name, body) -> assertThat(DashboardBodies.problems(body)).as(name).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "/widgets/1/type, graph, 'a widget of type graph'",
    "/widgets/1/x, 20, beside the grid",
    "/widgets/2/x, 0, lies over another",
    "/widgets/1/colour, red, has a property colour",
    "/widgets/1/properties/titel, Players, has a property titel",
    "/widgets/1/properties/view, lines, has no view",
    "/widgets/1/properties/metrics/0/4/period, 45, has a period of 45",
    "/widgets/1/properties/metrics/0/4/stat, Median, Median",
    "/periodOverride, never, periodOverride",
    "/start, yesterday, start"
  })
  void whatCloudWatchRefusesIsFound(String place, String value, String problem) {
    ObjectNode body = body(StageName.DEV, GameDashboard.FLEET).deepCopy();
    int last = place.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) body.at(place.substring(0, last));
    if (value.matches("\\d+")) {
      parent.put(place.substring(last + 1), Integer.parseInt(value));
    } else {
      parent.put(place.substring(last + 1), value);
    }

    assertThat(DashboardBodies.problems(body)).anyMatch(found -> found.contains(problem));
  }

  @Test
  void aGraphWithoutMetricsIsFound() {
    ObjectNode body = body(StageName.DEV, GameDashboard.FLEET).deepCopy();
    ((ArrayNode) body.at("/widgets/1/properties/metrics")).removeAll();

    assertThat(DashboardBodies.problems(body)).anyMatch(found -> found.contains("draws nothing"));
  }

  /** Of a metric that nobody sends CloudWatch draws an empty graph, without a word. */
  @ParameterizedTest
  @EnumSource
  void everyMetricThatIsDrawnIsSent(StageName stage) {
    Set<String> aws = new TreeSet<>(ONLY_DRAWN);
    aws.addAll(MonitoringRulesTest.DOCUMENTED);
    int ours = 0;
    for (JsonNode body : DashboardBodies.of(stage).values()) {
      for (JsonNode metric : DashboardBodies.metrics(body)) {
        if (DashboardBodies.rendering(metric).has("expression")) {
          continue;
        }
        Map<String, String> dimensions = dimensions(metric);
        if (metric.path(0).asText().equals("Gamekeeper/" + stage.key())) {
          ours++;
          assertThat(isSent(metric.path(1).asText(), dimensions)).as(metric.toString()).isTrue();
        } else {
          assertThat(aws)
              .contains(
                  metric.path(0).asText()
                      + " "
                      + metric.path(1).asText()
                      + " "
                      + dimensions.keySet());
        }
      }
    }

    assertThat(ours).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource
  void everyAlarmThatIsShownIsDeclared(StageName stage) {
    Set<String> declared = thresholds(stage).keySet();
    DashboardBodies.of(stage)
        .forEach(
            (name, body) -> {
              for (JsonNode widget : body.path("widgets")) {
                for (JsonNode alarm : widget.at("/properties/alarms")) {
                  assertThat(alarm.asText())
                      .startsWith("arn:aws:cloudwatch:eu-central-1:123456789012:alarm:");
                  assertThat(declared)
                      .as(name)
                      .contains(alarm.asText().replaceFirst(".*:alarm:", ""));
                }
              }
            });
  }

  /** A line in a graph that names an alarm is where that alarm, or a part of it, goes off. */
  @ParameterizedTest
  @EnumSource
  void linesInGraphsAreWhereAlarmsGoOff(StageName stage) {
    Map<String, List<Double>> thresholds = thresholds(stage);
    List<String> found = new ArrayList<>();
    for (JsonNode body : DashboardBodies.of(stage).values()) {
      for (JsonNode line :
          body.findValues("horizontal").stream().flatMap(JsonNode::valueStream).toList()) {
        for (String word : line.path("label").asText().split(", ", -1)) {
          Stream.of(GameAlarm.values())
              .filter(alarm -> alarm.alarmName().equals(word))
              .forEach(
                  alarm -> {
                    found.add(word);
                    assertThat(
                            thresholds.entrySet().stream()
                                .filter(
                                    entry ->
                                        (entry.getKey() + "-")
                                            .startsWith(alarm.nameIn(stage.key()) + "-"))
                                .flatMap(entry -> entry.getValue().stream()))
                        .as(word)
                        .contains(line.path("value").asDouble());
                  });
        }
      }
    }

    assertThat(found).hasSizeGreaterThan(6);
  }

  /** Requirement O1: four layers on one page; O6: what it shows, over which time. */
  @ParameterizedTest
  @EnumSource
  void gameOperationsShowsFourLayersAndTheAlarmsOnTop(StageName stage) {
    JsonNode body = body(stage, GameDashboard.GAME_OPERATIONS);
    List<String> headings =
        body.findValuesAsText("markdown").stream().map(text -> text.split("\n", 2)[0]).toList();
    Set<String> drawn = new TreeSet<>();
    for (JsonNode metric : DashboardBodies.metrics(body)) {
      JsonNode rendering = DashboardBodies.rendering(metric);
      drawn.add(
          metric.path(1).asText(rendering.path("label").asText())
              + " "
              + rendering.path("stat").asText("Average")
              + " "
              + rendering.path("period").asInt(300));
    }

    assertThat(body.at("/widgets/0/type").asText()).isEqualTo("alarm");
    assertThat(headings)
        .containsExactly(
            "## Player experience", "## Game logic", "## Application", "## Infrastructure");
    assertThat(drawn)
        .contains(
            "ConcurrentUsers Average 300",
            "ConcurrentUsers Maximum 300",
            "TargetResponseTime p99 60",
            "TargetResponseTime p95 60",
            "TargetResponseTime p50 60",
            "HTTPCode_ELB_5XX_Count Sum 300",
            "ServerFaults Sum 300");
    assertThat(body.toString())
        .contains("\"label\":\"HighErrorRate\"", "\"label\":\"ReleaseFaults\"");
  }

  @Test
  void anEventsPageHasAPartForEachPhase() {
    JsonNode body = body(StageName.PROD, GameDashboard.IN_GAME_EVENT);

    assertThat(body.findValuesAsText("markdown").stream().map(text -> text.split("\n", 2)[0]))
        .containsExactly("## Before", "## During", "## After");
    assertThat(body.path("start").asText()).isEqualTo("-P1D");
  }

  private static JsonNode body(StageName stage, GameDashboard dashboard) {
    String name = dashboard.nameIn(stage.key());
    return Objects.requireNonNull(DashboardBodies.of(stage).get(name), name);
  }

  private static boolean isSent(String name, Map<String, String> dimensions) {
    GameMetric metric =
        Stream.of(GameMetric.values())
            .filter(known -> known.metricName().equals(name))
            .findAny()
            .orElseThrow();
    String service = dimensions.getOrDefault(GameMetric.SERVICE, "");
    return switch (dimensions.size()) {
      case 0 -> OF_THE_STAGE.contains(metric);
      case 1 ->
          metric.source() == GameMetric.Source.COLLECTOR
              ? service.equals(GameFunction.PLAYER_METRICS.functionName())
              : emitted(service).contains(metric);
      default ->
          dimensions.containsKey(GameMetric.RELEASE)
              && service.equals(GameServerContract.SERVICE)
              && OF_A_RELEASE.contains(metric);
    };
  }

  private static Set<GameMetric> emitted(String service) {
    if (service.equals(GameFunction.PLAYER_LOGS.functionName())
        || service.equals(GameFunction.SESSION_EVENTS.functionName())) {
      return EMITTED_BY_INTAKE;
    }
    return service.equals(GameFunction.EVENT_LISTENERS.functionName())
        ? EMITTED_BY_LISTENERS
        : EMITTED.getOrDefault(service, Set.of());
  }

  private static Map<String, String> dimensions(JsonNode metric) {
    Map<String, String> dimensions = new TreeMap<>();
    for (int i = 2; i + 1 < metric.size() && metric.path(i).isTextual(); i += 2) {
      dimensions.put(metric.path(i).asText(), metric.path(i + 1).asText());
    }
    return dimensions;
  }

  /** Returns all alarms' names with their thresholds; a composite one has its parts'. */
  private static Map<String, List<Double>> thresholds(StageName stage) {
    Map<String, List<Double>> thresholds = new TreeMap<>();
    for (JsonNode alarm : Templates.resources(stage, "AWS::CloudWatch::Alarm").values()) {
      JsonNode threshold = alarm.at("/Properties/Threshold");
      thresholds.put(
          alarm.at("/Properties/AlarmName").asText(),
          threshold.isNumber() ? List.of(threshold.asDouble()) : List.of());
    }
    for (JsonNode alarm : Templates.resources(stage, "AWS::CloudWatch::CompositeAlarm").values()) {
      thresholds.put(
          alarm.at("/Properties/AlarmName").asText(),
          AlarmRules.parts(alarm.at("/Properties/AlarmRule").asText()).stream()
              .flatMap(part -> thresholds.getOrDefault(part, List.of()).stream())
              .toList());
    }
    return thresholds;
  }
}
