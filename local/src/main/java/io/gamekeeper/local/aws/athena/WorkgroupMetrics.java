package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.util.List;
import java.util.Map;

/**
 * What a workgroup sends of each query.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html">Monitor
 *     Athena queries with CloudWatch metrics</a>
 */
record WorkgroupMetrics(ServiceMetrics metrics, String workgroup) {
  private static final ServiceMetric PROCESSED =
      ServiceMetric.of(
          "AWS/Athena", "ProcessedBytes", "Bytes", "QueryState,QueryType,WorkGroup", "WorkGroup");
  static final List<ServiceMetric> ALL = List.of(PROCESSED);

  /** Says what a query read. */
  void ended(String state, long bytes) {
    metrics.record(
        PROCESSED,
        Map.of("WorkGroup", workgroup, "QueryState", state, "QueryType", "DML"),
        (double) bytes);
  }
}
