package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.ErrorBudget;
import io.gamekeeper.infra.alarm.Silencer;
import io.gamekeeper.infra.config.Sorted;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.HttpCodeTarget;
import software.constructs.Construct;

/** The service level of sessions: how many of those that players ask for begin. */
final class SessionObjective {
  /** Of a hundred; a server that fails takes some with it. */
  private static final double OBJECTIVE = 99.5;

  /** Sessions that are begun in a window; among fewer, a single failure would look like a rate. */
  private static final int ENOUGH = 20;

  /** How long after a server its players are back. */
  private static final Duration PLAYERS_RETURN = Duration.ofMinutes(5);

  private SessionObjective() {}

  /** Watches the budget of sessions that fail with the servers' target group. */
  static void watch(Construct scope, Alarms alarms, ApplicationTargetGroup servers) {
    new ErrorBudget(
        scope,
        "Sessions",
        alarms,
        new ErrorBudget.Props(
            "Sessions",
            OBJECTIVE,
            new ErrorBudget.Ratio(
                "IF(begun >= "
                    + ENOUGH
                    + ", 100 * (FILL(failed, 0) + FILL(refused, 0)) / begun, 0)",
                window ->
                    Sorted.map(
                        "begun",
                        servers.getMetrics().requestCount(sum(window)),
                        "failed",
                        servers
                            .getMetrics()
                            .httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum(window)),
                        "refused",
                        servers.getMetrics().targetConnectionErrorCount(sum(window)))),
            Optional.of(
                new Silencer(
                    alarms.name(GameAlarm.SERVER_DOWN),
                    Duration.ofMinutes(2),
                    PLAYERS_RETURN,
                    "A server that is down takes its players' sessions with it."))));
  }

  private static MetricOptions sum(software.amazon.awscdk.Duration period) {
    return MetricOptions.builder().statistic("Sum").period(period).build();
  }
}
