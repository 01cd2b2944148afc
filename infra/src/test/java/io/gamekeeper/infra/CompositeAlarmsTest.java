package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Condition;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.alarm.Silencer;
import io.gamekeeper.infra.config.StageName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.sns.Topic;

/** Alarms that are composed of others, and causes that silence what follows from them. */
final class CompositeAlarmsTest {
  private static final String ON = "ALARM";

  /** CloudWatch API reference, PutCompositeAlarm: AlarmRule, ActionsSuppressor. */
  @ParameterizedTest
  @EnumSource
  void rulesAndSilencersNameAlarmsThatThereAreAndStayWithinTheLimits(StageName stage) {
    Map<String, JsonNode> alarms = all(stage);
    Map<String, JsonNode> composites = composites(stage);

    assertThat(composites).hasSize(10);
    composites.forEach(
        (name, composite) -> {
          String rule = rule(composite);
          assertThat(rule.length()).as(name).isLessThanOrEqualTo(10_240);
          assertThat(AlarmRules.parts(rule))
              .as(name)
              .hasSizeBetween(1, 100)
              .isSubsetOf(alarms.keySet());
          // One that held itself could be made, but not deleted.
          assertThat(AlarmRules.parts(rule))
              .as(name)
              .doesNotContainAnyElementsOf(composites.keySet());
          JsonNode properties = composite.path("Properties");
          if (properties.has("ActionsSuppressor")) {
            String cause = properties.path("ActionsSuppressor").asText();
            assertThat(cause).as(name).isIn(alarms.keySet()).isNotEqualTo(name);
            assertThat(properties.path("ActionsSuppressorWaitPeriod").asInt()).isBetween(60, 120);
            assertThat(properties.path("ActionsSuppressorExtensionPeriod").asInt())
                .isBetween(60, 900);
            assertThat(composite.at("/Metadata/" + Alarms.SILENCED).asText())
                .as(name)
                .endsWith(".");
          }
        });
  }

  /** Else a call that wakes people would be lost in one that waits until morning. */
  @ParameterizedTest
  @EnumSource
  void nothingUrgentIsSilencedBySomethingLessUrgent(StageName stage) {
    Map<String, JsonNode> alarms = all(stage);
    TreeSet<String> silenced = new TreeSet<>();
    composites(stage)
        .forEach(
            (name, composite) -> {
              String cause = composite.at("/Properties/ActionsSuppressor").asText();
              if (!cause.isEmpty()) {
                silenced.add(name);
                assertThat(severity(in(alarms, cause)))
                    .as(name)
                    .isLessThanOrEqualTo(severity(composite));
              }
            });

    assertThat(silenced).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNamedIsMadeFirst(StageName stage) {
    Map<String, String> ids = new TreeMap<>();
    for (String type : List.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")) {
      Templates.resources(stage, type)
          .forEach((place, alarm) -> ids.put(alarm.at("/Properties/AlarmName").asText(), place));
    }
    Templates.resources(stage, "AWS::CloudWatch::CompositeAlarm")
        .forEach(
            (place, composite) -> {
              TreeSet<String> named = new TreeSet<>(AlarmRules.parts(rule(composite)));
              String cause = composite.at("/Properties/ActionsSuppressor").asText();
              if (!cause.isEmpty()) {
                named.add(cause);
              }
              String stack = place.substring(0, place.indexOf('/') + 1);
              named.removeIf(name -> !ids.getOrDefault(name, "").startsWith(stack));
              List<String> first =
                  named.stream()
                      .map(name -> ids.getOrDefault(name, "").substring(stack.length()))
                      .toList();
              assertThat(Resources.dependencies(composite)).as(place).containsAll(first);
            });
  }

  /** All alarms begin without data, and so would whoever took silence for trouble. */
  @ParameterizedTest
  @EnumSource
  void nobodyIsCalledBeforeAnythingWasMeasured(StageName stage) {
    Map<String, String> states = new TreeMap<>();
    all(stage).keySet().forEach(name -> states.put(name, "INSUFFICIENT_DATA"));

    assertThat(on(stage, states)).isEmpty();
    // Most read silence as quiet, and are so after the first evaluation.
    states.replaceAll((name, state) -> quiet(stage, name) ? "OK" : state);
    assertThat(on(stage, states)).isEmpty();
  }

  /** Workers stop measuring when they stop. */
  @Test
  void aWorkerThatStopsIsTold() {
    assertThat(on(StageName.DEV, Map.of(name("OldestPendingPurchase"), "INSUFFICIENT_DATA")))
        .containsExactly(name("PaymentsDelayed"));
    assertThat(on(StageName.DEV, Map.of(name("OldestUnpublishedEvent"), "INSUFFICIENT_DATA")))
        .containsExactly(name("EventsDelayed"));
  }

  @Test
  void aLostDatabaseIsOneCallAndPurchasesThatFailMakeItAnUrgentOne() {
    Map<String, String> states = new TreeMap<>();
    states.put(name("DatabaseConnectionLost"), ON);
    states.put(name("OldestPendingPurchase"), "INSUFFICIENT_DATA");
    states.put(name("OldestUnpublishedEvent"), "INSUFFICIENT_DATA");
    states.put(name("FunctionErrors-payment-reconciler"), ON);
    assertThat(heard(states)).isEmpty();

    states.put(name("PaymentSystemFailure-SuccessRate"), ON);
    states.put(name("ErrorBudgetBurnsFast-Purchases-1h"), ON);
    states.put(name("ErrorBudgetBurnsFast-Purchases-5m"), ON);
    assertThat(on(StageName.DEV, states)).hasSize(5);
    assertThat(heard(states)).containsExactly(name("PaymentDatabaseDown"));
  }

  @Test
  void withoutACauseEachIsHeard() {
    Map<String, String> states = new TreeMap<>();
    states.put(name("PaymentSystemFailure-SuccessRate"), ON);
    states.put(name("FunctionErrors-purchases"), ON);
    states.put(name("OldestUnpublishedEvent"), ON);

    assertThat(heard(states))
        .containsExactlyInAnyOrder(
            name("PaymentSystemFailure"), name("PaymentsDelayed"), name("EventsDelayed"));
  }

  /** The Site Reliability Workbook, chapter 5, table 5-8. */
  @ParameterizedTest
  @CsvSource({
    "ErrorBudgetBurnsFast-Scores-1h, 3600, 1.44",
    "ErrorBudgetBurnsFast-Scores-5m, 300, 1.44",
    "ErrorBudgetBurnsSlowly-Scores-1d, 86400, 0.3",
    "ErrorBudgetBurnsSlowly-Scores-2h, 7200, 0.3",
    "ErrorBudgetBurnsFast-Purchases-1h, 3600, 1.44",
    "ErrorBudgetBurnsSlowly-Purchases-1d, 86400, 0.3",
    "ErrorBudgetBurnsFast-Sessions-5m, 300, 7.2",
    "ErrorBudgetBurnsSlowly-Sessions-2h, 7200, 1.5"
  })
  void aBudgetIsSpentTooFastInALongAndInAShortWindow(String alarm, int seconds, double percent) {
    JsonNode window = in(all(StageName.DEV), name(alarm));

    assertThat(window.at("/Properties/Threshold").asDouble()).isEqualTo(percent);
    assertThat(window.findValues("Period"))
        .isNotEmpty()
        .allSatisfy(period -> assertThat(period.asInt()).isEqualTo(seconds));
    String both = alarm.substring(0, alarm.lastIndexOf('-'));
    assertThat(on(StageName.DEV, Map.of(name(alarm), ON))).isEmpty();
    assertThat(AlarmRules.parts(rule(in(composites(StageName.DEV), name(both)))))
        .hasSize(2)
        .contains(name(alarm));
  }

  @Test
  void whatCannotWorkIsNotDeclared() {
    Stack stack = new Stack();
    Alarms alarms =
        new Alarms(Templates.changed(StageName.DEV, settings -> {}), new Topic(stack, "Topic"));
    Rule rule =
        Rule.above(
            0,
            Metric.Builder.create().namespace("N").metricName("M").build(),
            Missing.quiet("It is a test."),
            "Why.");
    alarms.watch(stack, GameAlarm.HIGH_CPU_USAGE, rule);
    String known = alarms.name(GameAlarm.HIGH_CPU_USAGE);

    assertThatThrownBy(
            () ->
                alarms.compose(
                    stack,
                    GameAlarm.SERVER_DOWN,
                    Condition.on("unheard-of"),
                    Optional.empty(),
                    "Why."))
        .hasMessageContaining("not declared yet");
    assertThatThrownBy(
            () ->
                alarms.compose(
                    stack,
                    GameAlarm.HIGH_ERROR_RATE,
                    Condition.on(known),
                    Optional.of(new Silencer(known, Duration.ZERO, Duration.ZERO, "It is a test.")),
                    "Why."))
        .hasMessageContaining("less urgent");
  }

  private static JsonNode in(Map<String, JsonNode> alarms, String name) {
    return Objects.requireNonNull(alarms.get(name), name);
  }

  private static String name(String alarm) {
    return "gamekeeper-dev-" + alarm;
  }

  /** Returns the composite alarms that tell somebody, after their waiting periods. */
  private static Set<String> heard(Map<String, String> states) {
    Set<String> on = on(StageName.DEV, states);
    Set<String> heard = new TreeSet<>(on);
    heard.removeIf(
        name -> {
          String cause =
              in(composites(StageName.DEV), name).at("/Properties/ActionsSuppressor").asText();
          return on.contains(cause) || ON.equals(states.get(cause));
        });
    return heard;
  }

  private static Set<String> on(StageName stage, Map<String, String> states) {
    Set<String> on = new TreeSet<>();
    composites(stage)
        .forEach(
            (name, composite) -> {
              if (AlarmRules.holds(rule(composite), states)) {
                on.add(name);
              }
            });
    return on;
  }

  private static boolean quiet(StageName stage, String name) {
    return "notBreaching".equals(in(all(stage), name).at("/Properties/TreatMissingData").asText());
  }

  private static GameAlarm.Severity severity(JsonNode alarm) {
    return AlarmNote.severityIn(alarm.at("/Properties/AlarmDescription").asText());
  }

  private static String rule(JsonNode composite) {
    return composite.at("/Properties/AlarmRule").asText();
  }

  private static Map<String, JsonNode> all(StageName stage) {
    Map<String, JsonNode> all = named(stage, "AWS::CloudWatch::Alarm");
    all.putAll(composites(stage));
    return all;
  }

  private static Map<String, JsonNode> composites(StageName stage) {
    return named(stage, "AWS::CloudWatch::CompositeAlarm");
  }

  private static Map<String, JsonNode> named(StageName stage, String type) {
    Map<String, JsonNode> named = new TreeMap<>();
    Templates.resources(stage, type)
        .values()
        .forEach(alarm -> named.put(alarm.at("/Properties/AlarmName").asText(), alarm));
    return named;
  }
}
