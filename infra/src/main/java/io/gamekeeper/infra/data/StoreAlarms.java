package io.gamekeeper.infra.data;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.constructs.Construct;

/** The alarms about the stores beside the payment database: the ranking and the tables. */
final class StoreAlarms {
  private static final Duration MINUTE = Duration.minutes(1);

  /** From here a busy hour could fill it; adding a shard takes some time. */
  private static final double NEARLY_FULL_PERCENT = 75;

  /** An alarm looks at ten metrics at most, its expression among them. */
  private static final int MOST_SHARDS = 9;

  private final Construct scope;
  private final Alarms alarms;

  /** Creates alarms in that scope. */
  StoreAlarms(Construct scope, Alarms alarms) {
    this.scope = scope;
    this.alarms = alarms;
  }

  /**
   * Raises the alarm about the ranking's memory. A ranking that is full refuses writes, as its
   * policy forgets nobody.
   */
  void about(Ranking ranking) {
    List<String> nodes = ranking.firstNodes();
    for (int first = 0; first < nodes.size(); first += MOST_SHARDS) {
      Map<String, IMetric> shards = new TreeMap<>();
      for (int i = first; i < Math.min(nodes.size(), first + MOST_SHARDS); i++) {
        shards.put(
            "shard" + (i + 1),
            Ranking.ofNode(nodes.get(i), "DatabaseMemoryUsagePercentage", "Maximum", MINUTE));
      }
      isFull("FromShard" + (first + 1), shards);
    }
  }

  private void isFull(String subject, Map<String, IMetric> shards) {
    alarms.raise(
        scope,
        GameAlarm.RANKING_MEMORY,
        subject,
        Rule.above(
                NEARLY_FULL_PERCENT,
                MathExpression.Builder.create()
                    .expression("MAX([" + String.join(", ", shards.keySet()) + "])")
                    .usingMetrics(shards)
                    .label("Memory of the fullest shard, %")
                    .period(MINUTE)
                    .build(),
                Missing.unknown(
                    "A ranking that tells nothing is noticed by those who cannot read it."),
                "A shard of the ranking has used more than 75 % of its memory for ten minutes: a"
                    + " full one refuses players.")
            .in(10, 10));
  }

  /** Raises the alarm about writes that DynamoDB refuses. */
  void about(Map<String, EncryptedTable> tables) {
    Map<String, IMetric> refused = new TreeMap<>();
    tables.forEach(
        (id, table) ->
            refused.put(
                id,
                table
                    .table()
                    .metric(
                        "WriteThrottleEvents",
                        MetricOptions.builder().statistic("Sum").period(MINUTE).build())));
    alarms.raise(
        scope,
        GameAlarm.TABLE_THROTTLES,
        Rule.above(
                0,
                MathExpression.Builder.create()
                    .expression(
                        refused.keySet().stream()
                            .map(id -> "FILL(" + id + ", 0)")
                            .collect(Collectors.joining(" + ")))
                    .usingMetrics(refused)
                    .label("Writes refused")
                    .period(MINUTE)
                    .build(),
                Missing.quiet("DynamoDB counts what it refuses, and nothing else."),
                "DynamoDB has refused writes in three of five minutes: traffic has more than"
                    + " doubled, or one key is too busy. Scores and purchases wait or fail.")
            .in(3, 5));
  }
}
