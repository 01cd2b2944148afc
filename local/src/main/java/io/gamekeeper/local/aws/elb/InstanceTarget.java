package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.target.TargetHealth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One server behind a target group, with its connections. */
final class InstanceTarget {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final int MOST_KEPT = 128;

  private final InetSocketAddress address;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final TrafficMeter traffic = new TrafficMeter();
  private final Set<TargetConnection> inUse = ConcurrentHashMap.newKeySet();
  private final BlockingDeque<TargetConnection> idle = new LinkedBlockingDeque<>(MOST_KEPT);
  private volatile TargetHealth health = TargetHealth.INITIAL;
  private volatile boolean gone;
  private int streak;

  InstanceTarget(InetSocketAddress address) {
    this.address = address;
  }

  InetSocketAddress address() {
    return address;
  }

  TargetHealth health() {
    return health;
  }

  /** Returns the meter of all connections to this target. */
  TrafficMeter traffic() {
    return traffic;
  }

  /** Stops taking new requests. */
  synchronized void drain() {
    health = TargetHealth.DRAINING;
    closeIdle();
  }

  /** Ends every connection, also those in use. */
  void cut() {
    gone = true;
    closeIdle();
    inUse.forEach(TargetConnection::close);
  }

  /** Records the result of a health check. */
  synchronized void checked(boolean passed, HealthCheck check) {
    boolean healthy = health == TargetHealth.HEALTHY;
    switch (health) {
      case DRAINING, UNUSED -> {
        return;
      }
      case INITIAL -> {
        if (passed) {
          health = TargetHealth.HEALTHY;
          streak = 0;
          return;
        }
      }
      case HEALTHY, UNHEALTHY -> {
        if (passed == healthy) {
          streak = 0;
          return;
        }
      }
    }
    streak++;
    if (streak >= (passed ? check.healthyThreshold() : check.unhealthyThreshold())) {
      health = passed ? TargetHealth.HEALTHY : TargetHealth.UNHEALTHY;
      streak = 0;
    }
  }

  int outstanding() {
    return outstanding.get();
  }

  /** Counts a request to this target until the lease is closed. */
  TargetLease lease() {
    outstanding.incrementAndGet();
    return new TargetLease(this);
  }

  void ended() {
    outstanding.decrementAndGet();
  }

  /**
   * Returns an open connection that was used before, or null.
   *
   * @param closedEarly told of the first that the target has closed, if there are any
   */
  @Nullable TargetConnection kept(Consumer<TargetConnection> closedEarly) {
    boolean told = false;
    TargetConnection connection = idle.pollFirst();
    while (connection != null) {
      if (!connection.idleTooLong()) {
        if (connection.usable()) {
          use(connection);
          return connection;
        }
        if (!told) {
          closedEarly.accept(connection);
          told = true;
        }
      }
      connection.close();
      connection = idle.pollFirst();
    }
    return null;
  }

  TargetConnection connect() throws IOException {
    TargetConnection connection = TargetConnection.open(address, CONNECT_TIMEOUT, traffic);
    use(connection);
    return connection;
  }

  private void use(TargetConnection connection) {
    inUse.add(connection);
    if (gone) { // cut() may have missed it
      connection.close();
    }
  }

  void release(TargetConnection connection, boolean reusable) {
    inUse.remove(connection);
    if (!reusable || gone || health == TargetHealth.DRAINING) {
      connection.close();
      return;
    }
    connection.idle();
    if (!idle.offerFirst(connection)) {
      connection.close();
    }
  }

  /** Closes connections that have been idle for too long. */
  void closeOld() {
    List<TargetConnection> old = new ArrayList<>();
    for (TargetConnection connection : idle) {
      if (connection.idleTooLong()) {
        old.add(connection);
      }
    }
    for (TargetConnection connection : old) {
      if (idle.remove(connection)) {
        connection.close();
      }
    }
  }

  private void closeIdle() {
    TargetConnection connection = idle.pollFirst();
    while (connection != null) {
      connection.close();
      connection = idle.pollFirst();
    }
  }
}
