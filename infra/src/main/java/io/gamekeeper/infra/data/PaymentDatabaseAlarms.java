package io.gamekeeper.infra.data;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceReadReplica;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.constructs.Construct;

/** The alarms about the payment database: its load and storage, its replica and its proxy. */
final class PaymentDatabaseAlarms {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final long GIB = 1L << 30;

  private final Construct scope;
  private final Alarms alarms;

  /** Creates alarms in that scope. */
  PaymentDatabaseAlarms(Construct scope, Alarms alarms) {
    this.scope = scope;
    this.alarms = alarms;
  }

  /** Raises the alarms about the server that takes all writes. */
  void about(DatabaseInstance instance, int storageGiB) {
    alarms.raise(
        scope,
        GameAlarm.DATABASE_CPU,
        Rule.above(
                80,
                instance.metricCPUUtilization(
                    MetricOptions.builder().statistic("Average").period(MINUTE).build()),
                "The payment database has computed at more than 80 % for 10 minutes.")
            .in(10, 10)
            // A database that reports nothing is seen by those who cannot connect to it.
            .whenMissing(TreatMissingData.MISSING));
    alarms.raise(
        scope,
        GameAlarm.DATABASE_STORAGE,
        Rule.below(
                storageGiB * GIB / 20.0,
                instance.metricFreeStorageSpace(
                    MetricOptions.builder().statistic("Minimum").period(MINUTE).build()),
                "Less than 5 % of the first storage is free: it should have grown by itself at"
                    + " 10 %, and has not.")
            .in(10, 15)
            .whenMissing(TreatMissingData.MISSING));
  }

  /** Raises the alarm about the server that only reads. */
  void about(DatabaseInstanceReadReplica replica) {
    alarms.raise(
        scope,
        GameAlarm.DATABASE_REPLICA_LAG,
        Rule.above(
                30,
                MathExpression.Builder.create()
                    // RDS says -1 when nothing is copied any more.
                    .expression("IF(lag < 0, 86400, lag)")
                    .usingMetrics(
                        Map.of(
                            "lag",
                            replica.metric(
                                "ReplicaLag",
                                MetricOptions.builder()
                                    .statistic("Maximum")
                                    .period(MINUTE)
                                    .build())))
                    .label("Seconds that the replica is behind")
                    .period(MINUTE)
                    .build(),
                "The read replica is more than 30 s behind, or tells nothing.")
            .in(5, 5)
            .tellingSilence());
  }

  /** Raises the alarms about the connections that the proxy hands out. */
  void about(DatabaseProxy proxy) {
    alarms.raise(
        scope,
        GameAlarm.DATABASE_CONNECTIONS,
        Rule.above(
                80,
                MathExpression.Builder.create()
                    .expression("100 * borrowed / allowed")
                    .usingMetrics(
                        Sorted.<IMetric>map(
                            "allowed", ofProxy(proxy, "MaxDatabaseConnectionsAllowed"),
                            "borrowed", ofProxy(proxy, "DatabaseConnectionsCurrentlyBorrowed")))
                    .label("Borrowed of the connections that the proxy may open, %")
                    .period(MINUTE)
                    .build(),
                "More than 80 % of the proxy's connections to the database are in use.")
            .in(3, 5));
    alarms.raise(
        scope,
        GameAlarm.DATABASE_BORROW_LATENCY,
        Rule.above(
                1_000_000,
                ofProxy(proxy, "DatabaseConnectionsBorrowLatency"),
                "Functions wait more than a second (1,000,000 µs) for a connection to the database.")
            .in(3, 5));
  }

  private static Metric ofProxy(DatabaseProxy proxy, String name) {
    return Metric.Builder.create()
        .namespace("AWS/RDS")
        .metricName(name)
        .dimensionsMap(Map.of("ProxyName", proxy.getDbProxyName()))
        .statistic("Average")
        .period(MINUTE)
        .build();
  }
}
