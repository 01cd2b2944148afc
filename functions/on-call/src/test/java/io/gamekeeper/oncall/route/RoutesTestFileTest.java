package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.route.RoutesTestFile.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class RoutesTestFileTest {
  private static final List<Result> RESULTS = RoutesTestFile.packaged();
  private static final Routes ROUTES = RoutesFile.packaged();
  private static final String TEST =
      """
      tests:
        - name: a database that is lost
          at: "2026-03-03T02:00:00Z"
          alarm: DatabaseConnectionLost
          expect: [%s]
      """;

  private static Result only(String expected) {
    return RoutesTestFile.run(TEST.formatted(expected), ROUTES).getFirst();
  }

  @ParameterizedTest
  @FieldSource("RESULTS")
  void thePackagedRoutesDecideAsExpected(Result result) {
    assertThat(result.passed()).as(result.toString()).isTrue();
  }

  @Test
  void eachRouteHasATest() {
    List<String> chosen =
        RESULTS.stream()
            .flatMap(result -> result.decision().deliveries().stream())
            .map(delivery -> delivery.route().name())
            .toList();

    assertThat(ROUTES.root().routes().stream().flatMap(route -> names(route).stream()))
        .isSubsetOf(chosen);
  }

  private static List<String> names(Route route) {
    List<String> names = new ArrayList<>(List.of(route.name()));
    route.routes().forEach(child -> names.addAll(names(child)));
    return names;
  }

  @Test
  void eachInhibitionAndMaintenanceHasATest() {
    List<String> used =
        RESULTS.stream()
            .flatMap(result -> result.decision().deliveries().stream())
            .map(Decision.Delivery::outcome)
            .map(
                outcome ->
                    switch (outcome) {
                      case Decision.Inhibited inhibited -> inhibited.rule();
                      case Decision.Muted muted -> muted.window();
                      default -> "";
                    })
            .toList();

    assertThat(used).containsAll(ROUTES.inhibitions().stream().map(Inhibition::name).toList());
    assertThat(used).containsAll(ROUTES.maintenance().stream().map(Maintenance::name).toList());
  }

  @Test
  void everyAlarmOfTheProductHasAnOwnersReceiver() {
    assertThat(GameAlarm.values())
        .allSatisfy(
            alarm -> {
              String test =
                  TEST.replace("DatabaseConnectionLost", alarm.alarmName())
                      .formatted("{receiver: x, silenced: true}");
              Decision decision = RoutesTestFile.run(test, ROUTES).getFirst().decision();
              assertThat(decision.runbook()).contains(alarm.alarmName());
              assertThat(decision.deliveries())
                  .extracting(delivery -> delivery.route().receiver().name())
                  .hasSize(1)
                  .doesNotContain("team");
            });
  }

  @Test
  void whatIsExpectedAndWhatIsStandSideBySide() {
    Result result = only("{receiver: team, silenced: true}");

    assertThat(result.passed()).isFalse();
    assertThat(result.toString())
        .isEqualTo(
            """
            a database that is lost
              expected       | actual
              team: silenced | payments-urgent: [payments-engineer] by [MAIL, SLACK, WECOM, SMS]""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {receiver: team} | tests[0].expect[0] needs receiver and either people and channels, or one of
          {receiver: team, silenced: true, muted: night} | tests[0].expect[0] needs receiver and either
          {receiver: team, people: [a], channels: [fax]} | tests[0].expect[0].channels[0] must be one of
          {receiver: team, hidden: true} | tests[0].expect[0] has the unknown key 'hidden'
          """)
  void aMistakeIsRefusedWithItsPlace(String expected, String message) {
    assertThatThrownBy(() -> only(expected))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("routes_test.yaml: " + message);
  }
}
