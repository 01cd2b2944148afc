package io.gamekeeper.infra.gameapi;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.ErrorBudget;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.HttpCodeTarget;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationTargetGroup;
import software.amazon.awscdk.services.lambda.IFunction;
import software.constructs.Construct;

/** The alarms about scores and rankings. */
final class GameApiAlarms extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);

  /** Scores of a hundred that must be kept at the first attempt. */
  private static final double SCORES_OBJECTIVE = 99.9;

  /** Scores in a window; among fewer, a single failure would look like a rate. */
  private static final int ENOUGH_SCORES = 20;

  private final Alarms alarms;

  /**
   * Declares the alarms.
   *
   * @param scores the function that takes scores
   * @param submissions the target group through which it gets them
   */
  GameApiAlarms(
      Construct scope,
      String id,
      Alarms alarms,
      IFunction scores,
      IApplicationTargetGroup submissions) {
    super(scope, id);
    this.alarms = alarms;
    theRankingIsAway();
    scoresFail(scores, submissions);
  }

  private void theRankingIsAway() {
    alarms.raise(
        this,
        GameAlarm.RANKING_UNAVAILABLE,
        Rule.above(
                0,
                MathExpression.Builder.create()
                    .expression("FILL(reads, 0) + FILL(writes, 0)")
                    .usingMetrics(
                        Sorted.map(
                            "reads",
                            alarms.metric(
                                GameFunction.LEADERBOARDS,
                                GameMetric.RANKING_UNAVAILABLE,
                                "Sum",
                                MINUTE),
                            "writes",
                            alarms.metric(
                                GameFunction.SCORES,
                                GameMetric.RANKING_UNAVAILABLE,
                                "Sum",
                                MINUTE)))
                    .label("Requests without a ranking")
                    .period(MINUTE)
                    .build(),
                Missing.quiet(
                    "Functions count when they miss it; who asks for nothing misses it" + " not."),
                "Redis has not answered in two of three minutes: nobody sees a ranking; scores are"
                    + " kept and will be in it.")
            .in(2, 3));
  }

  /**
   * A score fails if the function answers so, or if it does not answer: the load balancer counts
   * the first as the target's error, Lambda the second as its own.
   */
  private void scoresFail(IFunction scores, IApplicationTargetGroup submissions) {
    new ErrorBudget(
        this,
        "Scores",
        alarms,
        new ErrorBudget.Props(
            "Scores",
            SCORES_OBJECTIVE,
            new ErrorBudget.Ratio(
                "IF(requests >= "
                    + ENOUGH_SCORES
                    + ", 100 * (FILL(answered, 0) + FILL(crashed, 0)) / requests, 0)",
                window ->
                    Sorted.map(
                        "answered",
                        submissions
                            .getMetrics()
                            .httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum(window)),
                        "crashed",
                        scores.metricErrors(sum(window)),
                        "requests",
                        submissions.getMetrics().requestCount(sum(window)))),
            Optional.empty()));
  }

  private static MetricOptions sum(Duration period) {
    return MetricOptions.builder().statistic("Sum").period(period).build();
  }
}
