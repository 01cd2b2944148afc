package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.process.ProcessorUse;
import io.gamekeeper.local.service.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The metrics of a database instance and its proxies. A server that does not answer sends none.
 *
 * <p>The processors are those of this machine, and the free storage is that of its disk, which is
 * what the server can really fill: the stage does not hold it to the template's size. There is no
 * replica that could lag.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html">Amazon
 *     CloudWatch metrics for Amazon RDS</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html">
 *     Monitoring RDS Proxy metrics with Amazon CloudWatch</a>
 */
final class DatabaseMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String INSTANCE = "DBInstanceIdentifier";
  private static final String PROXY = "ProxyName";
  private static final double NANOS_OF_MICRO = 1e3;

  private static final ServiceMetric PROCESSOR = ofInstance("CPUUtilization", "Percent");
  private static final ServiceMetric FREE_STORAGE = ofInstance("FreeStorageSpace", "Bytes");
  private static final ServiceMetric CONNECTIONS = ofInstance("DatabaseConnections", "Count");
  private static final ServiceMetric BORROWED = ofProxy("DatabaseConnectionsCurrentlyBorrowed");
  private static final ServiceMetric ALLOWED = ofProxy("MaxDatabaseConnectionsAllowed");
  private static final ServiceMetric LATENCY =
      ServiceMetric.of("AWS/RDS", "DatabaseConnectionsBorrowLatency", "Microseconds", PROXY);
  private static final ServiceMetric OPEN = ofProxy("DatabaseConnections");
  private static final ServiceMetric FAILED = ofProxy("DatabaseConnectionsSetupFailed");

  private static final List<ServiceMetric> ALL =
      List.of(PROCESSOR, FREE_STORAGE, CONNECTIONS, BORROWED, ALLOWED, LATENCY, OPEN, FAILED);

  private final ServiceMetrics metrics;
  private final MariaDbEngine engine;
  private final DatabaseProxies proxies;
  private final ProcessorUse processor;

  DatabaseMetrics(Ground ground, MariaDbEngine engine) {
    this.metrics = ground.sends(ALL);
    this.engine = engine;
    this.proxies = ground.world().databases();
    this.processor = new ProcessorUse(ground.time().clock());
  }

  private static ServiceMetric ofInstance(String name, String unit) {
    return ServiceMetric.of("AWS/RDS", name, unit, INSTANCE);
  }

  private static ServiceMetric ofProxy(String name) {
    return ServiceMetric.of("AWS/RDS", name, "Count", PROXY);
  }

  /** Returns what counts how long a proxy needed for a connection to the server, in nanoseconds. */
  Recorder borrowing(String proxy) {
    Recorder latency = metrics.recorder(LATENCY, Map.of(PROXY, proxy));
    return nanos -> latency.record(nanos / NANOS_OF_MICRO);
  }

  /** Returns what counts how often a proxy could not connect to the server. */
  Recorder failures(String proxy) {
    return metrics.recorder(FAILED, Map.of(PROXY, proxy));
  }

  /** Records the state of the server, for the instances that it plays. */
  void sample(Iterable<String> identifiers) {
    var percent = processor.look(engine.handle().stream().toList());
    OptionalInt clients = engine.clients(PATIENCE);
    if (clients.isEmpty()) {
      return;
    }
    for (String identifier : identifiers) {
      Map<String, String> instance = Map.of(INSTANCE, identifier);
      percent.ifPresent(value -> metrics.record(PROCESSOR, instance, value));
      metrics.record(FREE_STORAGE, instance, (double) engine.room());
      metrics.record(CONNECTIONS, instance, clients.getAsInt());
    }
  }

  /** Records the connections of a proxy to the server, once it has had one. */
  void sample(String proxy, DatabaseProxies.DatabaseProxy of) {
    proxies
        .use(of)
        .ifPresent(
            use -> {
              Map<String, String> dimensions = Map.of(PROXY, proxy);
              metrics.record(BORROWED, dimensions, use.borrowed());
              metrics.record(OPEN, dimensions, use.open());
              metrics.record(ALLOWED, dimensions, use.allowed());
            });
  }
}
