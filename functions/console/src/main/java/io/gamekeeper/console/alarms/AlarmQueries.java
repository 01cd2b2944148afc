package io.gamekeeper.console.alarms;

import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/** What an alarm watches, as queries. */
public final class AlarmQueries {
  private static final String ONLY = "m1";

  private AlarmQueries() {}

  /** Returns the queries of an alarm; none if CloudWatch does not say them. */
  public static List<MetricDataQuery> of(MetricAlarm alarm) {
    if (alarm.metricName() == null || alarm.period() == null) {
      return alarm.metrics();
    }
    String statistic =
        alarm.extendedStatistic() == null ? alarm.statisticAsString() : alarm.extendedStatistic();
    return List.of(
        MetricDataQuery.builder()
            .id(ONLY)
            .metricStat(
                stat ->
                    stat.metric(
                            metric ->
                                metric
                                    .namespace(alarm.namespace())
                                    .metricName(alarm.metricName())
                                    .dimensions(alarm.dimensions()))
                        .period(alarm.period())
                        .stat(statistic)
                        .unit(alarm.unitAsString()))
            .build());
  }

  /** Returns the unit of a query's result; null if it is not known. */
  public static @Nullable String unit(List<MetricDataQuery> queries, MetricData.Result result) {
    for (MetricDataQuery query : queries) {
      MetricStat stat = query.metricStat();
      if (query.id().equals(result.id()) && stat != null) {
        return Units.of(stat.metric().namespace(), stat.metric().metricName(), stat.stat());
      }
    }
    return null;
  }
}
