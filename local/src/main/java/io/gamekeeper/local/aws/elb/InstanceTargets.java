package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.TargetHealth;
import io.gamekeeper.local.target.Traffic;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A target group with servers in it. Each target is checked again and again by the stage's agenda:
 * one success makes a new target healthy, then the thresholds decide. If no target is healthy, all
 * that are registered get requests, as on AWS.
 */
public final class InstanceTargets implements TargetGroup, ServerGroup, AutoCloseable {
  private static final String CHECKER = "ELB-HealthChecker/2.0";

  private final String logicalId;
  private final String arn;
  private final Settings settings;
  private final Agenda agenda;
  private final Map<String, Registered> targets = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** The routing algorithm of a group. */
  public enum Algorithm {
    ROUND_ROBIN,
    LEAST_OUTSTANDING_REQUESTS
  }

  /**
   * The settings of a group in its template.
   *
   * @param deregistrationDelay how long a target may finish its requests
   */
  public record Settings(
      Algorithm algorithm, Duration deregistrationDelay, HealthCheck healthCheck) {}

  /**
   * A target with the task that checks it, or that ends its connections after the deregistration
   * delay.
   */
  private record Registered(InstanceTarget target, Task watcher) {}

  /** Creates a group without targets. */
  public InstanceTargets(String logicalId, String arn, Settings settings, Agenda agenda) {
    this.logicalId = logicalId;
    this.arn = arn;
    this.settings = settings;
    this.agenda = agenda;
  }

  @Override
  public String logicalId() {
    return logicalId;
  }

  @Override
  public String arn() {
    return arn;
  }

  public Settings settings() {
    return settings;
  }

  /** Adds a target, or registers a draining one again, and starts its health checks. */
  @Override
  public synchronized void register(String instanceId, InetSocketAddress address) {
    Registered before = targets.remove(instanceId);
    if (before != null) {
      end(before);
    }
    InstanceTarget target = new InstanceTarget(address);
    HealthCheck check = settings.healthCheck();
    Task checker =
        agenda.every("health of " + instanceId, check.interval(), () -> check(target, check));
    targets.put(instanceId, new Registered(target, checker));
  }

  /**
   * Deregisters a target: it gets no new requests, and its connections are closed after the
   * deregistration delay. Does nothing if it is not registered.
   */
  @Override
  public synchronized void deregister(String instanceId) {
    Registered registered = targets.get(instanceId);
    if (registered == null || registered.target().health() == TargetHealth.DRAINING) {
      return;
    }
    InstanceTarget target = registered.target();
    registered.watcher().interrupt();
    target.drain();
    Task cutter =
        agenda.after(
            "drain of " + instanceId,
            settings.deregistrationDelay(),
            () -> cut(instanceId, target));
    targets.put(instanceId, new Registered(target, cutter));
  }

  /** Returns the health of a target. */
  @Override
  public TargetHealth health(String instanceId) {
    Registered registered = targets.get(instanceId);
    return registered == null ? TargetHealth.UNUSED : registered.target().health();
  }

  @Override
  public Traffic traffic(String instanceId) {
    Registered registered = targets.get(instanceId);
    return registered == null ? Traffic.NONE : registered.target().traffic().total();
  }

  /**
   * Returns the number of requests and tunnels of a target at the moment; 0 if it is not
   * registered.
   */
  public int inFlight(String instanceId) {
    Registered registered = targets.get(instanceId);
    return registered == null ? 0 : registered.target().outstanding();
  }

  /** Returns all targets by their ids. */
  public Map<String, TargetHealth> targets() {
    Map<String, TargetHealth> all = new TreeMap<>();
    targets.forEach((id, registered) -> all.put(id, registered.target().health()));
    return all;
  }

  /** Tells whether any target is healthy, which a DNS record that evaluates health asks for. */
  public boolean hasHealthy() {
    return targets.values().stream()
        .anyMatch(registered -> registered.target().health() == TargetHealth.HEALTHY);
  }

  /** Returns a target for the next request; empty if none is registered. */
  Optional<TargetLease> choose() {
    List<InstanceTarget> healthy = new ArrayList<>();
    List<InstanceTarget> others = new ArrayList<>();
    for (Registered registered : targets.values()) {
      switch (registered.target().health()) {
        case HEALTHY -> healthy.add(registered.target());
        case INITIAL, UNHEALTHY -> others.add(registered.target());
        case DRAINING, UNUSED -> {}
      }
    }
    List<InstanceTarget> candidates = healthy.isEmpty() ? others : healthy;
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    int start = Math.floorMod(turn.getAndIncrement(), candidates.size());
    InstanceTarget chosen = candidates.get(start);
    if (settings.algorithm() == Algorithm.LEAST_OUTSTANDING_REQUESTS) {
      for (int i = 1; i < candidates.size(); i++) {
        InstanceTarget other = candidates.get((start + i) % candidates.size());
        if (other.outstanding() < chosen.outstanding()) {
          chosen = other;
        }
      }
    }
    return Optional.of(chosen.lease());
  }

  private static void check(InstanceTarget target, HealthCheck check) {
    target.checked(passes(target, check), check);
    target.closeOld();
  }

  private static boolean passes(InstanceTarget target, HealthCheck check) {
    String host = target.address().getHostString() + ":" + target.address().getPort();
    try (TargetConnection connection =
        TargetConnection.open(target.address(), check.timeout(), target.traffic())) {
      connection.idleTimeout(check.timeout());
      connection.writeHead(
          "GET",
          check.path(),
          List.of(
              new FrontRequest.Field("host", host),
              new FrontRequest.Field("user-agent", CHECKER),
              new FrontRequest.Field("connection", "close")));
      connection.out().flush();
      return check.healthyStatus().matches(connection.readHead().status());
    } catch (IOException e) {
      return false;
    }
  }

  private void cut(String instanceId, InstanceTarget target) {
    synchronized (this) {
      @Nullable Registered current = targets.get(instanceId);
      if (current != null && current.target() == target) {
        targets.remove(instanceId);
      }
    }
    target.cut();
  }

  private static void end(Registered registered) {
    registered.watcher().interrupt();
    registered.target().drain();
    registered.target().cut();
  }

  /** Removes all targets at once. */
  @Override
  public synchronized void close() {
    targets.values().forEach(InstanceTargets::end);
    targets.clear();
  }
}
