package io.gamekeeper.infra.data;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.Unit;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceReadReplica;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.constructs.Construct;

/** The alarms about the payment database: its load and storage, its replica and its proxy. */
final class PaymentDatabaseAlarms {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final long GIB = 1L << 30;

  /** Statements in five minutes; a backup or a report alone makes some. */
  private static final double MANY_SLOW = 10;

  private static final Missing SILENT_DATABASE =
      Missing.unknown(
          "A database that tells nothing is noticed by those who cannot connect to it.");

  private static final Missing NO_CLIENT =
      Missing.quiet("A proxy that nobody uses lends nothing and lets nobody wait.");

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
                SILENT_DATABASE,
                "The payment database has computed at more than 80 % for 10 minutes.")
            .in(10, 10));
    alarms.raise(
        scope,
        GameAlarm.DATABASE_STORAGE,
        Rule.below(
                storageGiB * GIB / 20.0,
                instance.metricFreeStorageSpace(
                    MetricOptions.builder().statistic("Minimum").period(MINUTE).build()),
                SILENT_DATABASE,
                "Less than 5 % of the first storage is free: it should have grown by itself at"
                    + " 10 %, and has not.")
            .in(10, 15));
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
                Missing.told(
                    "RDS measures each minute of a replica's life, so silence means that it is"
                        + " gone."),
                "The read replica is more than 30 s behind, or tells nothing.")
            .in(5, 5));
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
                NO_CLIENT,
                "More than 80 % of the proxy's connections to the database are in use.")
            .in(3, 5));
    alarms.raise(
        scope,
        GameAlarm.DATABASE_CONNECTION_LOST,
        // The workers connect each minute, so that a database that is away is noticed at night too.
        Rule.above(
                0,
                ofProxy(proxy, "DatabaseConnectionsSetupFailed").with(sum()),
                Missing.quiet("Failures are counted when somebody tries to connect."),
                "The proxy has failed to connect to the payment database in two of three minutes;"
                    + " a failover takes as long.")
            .in(2, 3));
    // A part of PaymentsDelayed: a function that waits is late, whatever it waits for.
    alarms.watch(
        scope,
        GameAlarm.DATABASE_BORROW_LATENCY,
        Rule.above(
                1_000_000,
                ofProxy(proxy, "DatabaseConnectionsBorrowLatency"),
                NO_CLIENT,
                "Functions wait more than a second (1,000,000 µs) for a connection to the database.")
            .in(3, 5));
  }

  /** Raises the alarm about statements that the database's own log calls slow. */
  void about(ILogGroup slowQueries) {
    MetricFilter filter =
        MetricFilter.Builder.create(scope, "SlowQueries")
            .logGroup(slowQueries)
            // Each statement in MySQL's slow query log has one line that begins so.
            .filterPattern(FilterPattern.literal("\"# Query_time:\""))
            .metricNamespace(alarms.namespace())
            .metricName(GameMetric.SLOW_QUERIES.metricName())
            .metricValue("1")
            .unit(Unit.COUNT)
            .build();
    alarms.raise(
        scope,
        GameAlarm.SLOW_QUERIES,
        Rule.above(
                MANY_SLOW,
                filter.metric(
                    MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build()),
                Missing.quiet("The log has a line for each slow statement, and none for others."),
                "More than ten statements in five minutes have taken the payment database longer"
                    + " than half a second.")
            .in(3, 3));
  }

  private static MetricOptions sum() {
    return MetricOptions.builder().statistic("Sum").period(MINUTE).build();
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
