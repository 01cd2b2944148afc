package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.constructs.Construct;

/**
 * The alarms about the lake.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html">Monitor
 *     Amazon Data Firehose with CloudWatch metrics</a>
 */
final class LakeAlarms {
  private static final Duration PERIOD = Duration.minutes(5);

  /** The longest buffer waits a quarter of an hour, and half of that again. */
  private static final double LATE_SECONDS = 3600;

  private final Construct scope;
  private final Alarms alarms;

  LakeAlarms(Construct scope, Alarms alarms) {
    this.scope = scope;
    this.alarms = alarms;
  }

  void about(String stream) {
    alarms.raise(
        scope,
        GameAlarm.LAKE_DELAYED,
        Rule.above(
                LATE_SECONDS,
                metric(stream, "DeliveryToS3.DataFreshness", "Maximum"),
                Missing.quiet("A stream that nothing was put into has nothing to deliver."),
                "Events have waited for the lake for more than an hour: Firehose cannot write into"
                    + " its bucket. After 24 hours it gives them up.")
            .in(2, 3));
    alarms.raise(
        scope,
        GameAlarm.LAKE_REFUSES_EVENTS,
        Rule.above(
            0,
            metric(stream, "FailedConversion.Records", "Sum"),
            Missing.quiet("Firehose counts what it converts, and nothing else."),
            "Events do not fit the lake's table: they lie under errors/ in its bucket for 30 days,"
                + " and no query finds them."));
  }

  private static Metric metric(String stream, String name, String statistic) {
    return Metric.Builder.create()
        .namespace("AWS/Firehose")
        .metricName(name)
        .dimensionsMap(Map.of("DeliveryStreamName", stream))
        .statistic(statistic)
        .period(PERIOD)
        .build();
  }
}
