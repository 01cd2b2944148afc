package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.target.TargetHealth;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The metrics of one load balancer. Health checks do not count, and there is no value when nothing
 * happens. What the load balancer answers by itself, also for a firewall, is no answer of a target.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html">CloudWatch
 *     metrics for your Application Load Balancer</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html">What
 *     counts as an error of the load balancer</a>
 */
final class LoadBalancerMetrics {
  private static final String BALANCER = "LoadBalancer";
  private static final String GROUP = "TargetGroup";
  private static final String BOTH = BALANCER + "," + GROUP;
  private static final int CLASSES = 6;
  private static final int MOST_STATUS = 600;
  private static final double NANOS = 1e9;

  private static final ServiceMetric REQUESTS = count("RequestCount", BALANCER, BOTH);
  private static final ServiceMetric RESPONSE_TIME =
      ServiceMetric.of("AWS/ApplicationELB", "TargetResponseTime", "Seconds", BALANCER, BOTH);
  private static final ServiceMetric CONNECTION_ERRORS =
      count("TargetConnectionErrorCount", BALANCER, BOTH);
  private static final ServiceMetric FUNCTION_ERRORS = count("LambdaUserError", GROUP, BOTH);
  private static final ServiceMetric HEALTHY = count("HealthyHostCount", BOTH);
  private static final ServiceMetric UNHEALTHY = count("UnHealthyHostCount", BOTH);
  private static final ServiceMetric FIXED = count("HTTP_Fixed_Response_Count", BALANCER);
  private static final ServiceMetric REDIRECTS = count("HTTP_Redirect_Count", BALANCER);

  /** The classes of a target's answers that are counted, and those of the load balancer's own. */
  private static final List<Integer> OF_TARGETS = List.of(2, 3, 4, 5);

  private static final List<Integer> OWN = List.of(3, 4, 5);

  /** The statuses of the load balancer that are counted each by itself, too. */
  private static final List<Integer> SINGLE = List.of(500, 502, 503, 504);

  static final List<ServiceMetric> ALL =
      Stream.of(
              Stream.of(REQUESTS, RESPONSE_TIME, CONNECTION_ERRORS, FUNCTION_ERRORS),
              Stream.of(HEALTHY, UNHEALTHY, FIXED, REDIRECTS),
              OF_TARGETS.stream().map(LoadBalancerMetrics::ofTargets),
              OWN.stream().map(LoadBalancerMetrics::ownOfClass),
              SINGLE.stream().map(LoadBalancerMetrics::own))
          .flatMap(metrics -> metrics)
          .toList();

  private static final Recorder NOWHERE = _ -> {};

  private final Sender sender;
  private final Recorder fixed;
  private final Recorder redirects;
  private final List<Recorder> classes;
  private final Map<Integer, Recorder> single;
  private final Map<String, OfGroup> groups = new ConcurrentHashMap<>();

  /** Makes recorders of this load balancer's metrics. */
  @FunctionalInterface
  private interface Sender {
    Recorder recorder(ServiceMetric metric, Map<String, String> more);
  }

  private LoadBalancerMetrics(Sender sender) {
    this.sender = sender;
    this.fixed = sender.recorder(FIXED, Map.of());
    this.redirects = sender.recorder(REDIRECTS, Map.of());
    this.classes = byClass(OWN, status -> sender.recorder(ownOfClass(status), Map.of()));
    this.single =
        SINGLE.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    status -> status, status -> sender.recorder(own(status), Map.of())));
  }

  /**
   * The metrics of a load balancer.
   *
   * @param fullName as the dimension has it, for instance {@code app/name/0123456789abcdef}
   */
  static LoadBalancerMetrics of(ServiceMetrics metrics, String fullName) {
    return new LoadBalancerMetrics(
        (metric, more) -> {
          Map<String, String> dimensions = new HashMap<>(more);
          dimensions.put(BALANCER, fullName);
          return metrics.recorder(metric, dimensions);
        });
  }

  /** The metrics of a listener that belongs to no load balancer of a template: none. */
  static LoadBalancerMetrics none() {
    return new LoadBalancerMetrics((_, _) -> NOWHERE);
  }

  private static ServiceMetric count(String name, String... dimensionSets) {
    return ServiceMetric.of("AWS/ApplicationELB", name, "Count", dimensionSets);
  }

  private static ServiceMetric ofTargets(int statusClass) {
    return count("HTTPCode_Target_" + statusClass + "XX_Count", BALANCER, BOTH);
  }

  private static ServiceMetric ownOfClass(int statusClass) {
    return count("HTTPCode_ELB_" + statusClass + "XX_Count", BALANCER);
  }

  private static ServiceMetric own(int status) {
    return count("HTTPCode_ELB_" + status + "_Count", BALANCER);
  }

  private static List<Recorder> byClass(
      Collection<Integer> counted, IntFunction<Recorder> recorder) {
    return IntStream.range(0, CLASSES)
        .mapToObj(each -> counted.contains(each) ? recorder.apply(each) : NOWHERE)
        .toList();
  }

  /** Counts a fixed response of a rule. */
  void fixedResponse(int status) {
    fixed.record(1);
    ownAnswer(status);
  }

  /** Counts a redirection of a rule. */
  void redirected(int status) {
    redirects.record(1);
    ownAnswer(status);
  }

  /** Counts an answer that no target gave. */
  void ownAnswer(int status) {
    ofClass(classes, status).record(1);
    single.getOrDefault(status, NOWHERE).record(1);
  }

  private static Recorder ofClass(List<Recorder> byClass, int status) {
    return status < 0 || status >= MOST_STATUS ? NOWHERE : byClass.get(status / 100);
  }

  /** Returns the metrics of one of its target groups. */
  OfGroup of(TargetGroup group) {
    return groups.computeIfAbsent(
        group.arn(),
        arn -> new OfGroup(sender, Map.of(GROUP, arn.substring(arn.lastIndexOf(':') + 1))));
  }

  /** The metrics of a target group behind a load balancer. */
  static final class OfGroup {
    private final Recorder requests;
    private final Recorder responseTime;
    private final Recorder connectionErrors;
    private final Recorder functionErrors;
    private final Recorder healthy;
    private final Recorder unhealthy;
    private final List<Recorder> classes;

    private OfGroup(Sender sender, Map<String, String> group) {
      this.requests = sender.recorder(REQUESTS, group);
      this.responseTime = sender.recorder(RESPONSE_TIME, group);
      this.connectionErrors = sender.recorder(CONNECTION_ERRORS, group);
      this.functionErrors = sender.recorder(FUNCTION_ERRORS, group);
      this.healthy = sender.recorder(HEALTHY, group);
      this.unhealthy = sender.recorder(UNHEALTHY, group);
      this.classes =
          byClass(OF_TARGETS, statusClass -> sender.recorder(ofTargets(statusClass), group));
    }

    /** Counts a request for which a target was found. */
    void requested() {
      requests.record(1);
    }

    /**
     * Counts the answer of a target.
     *
     * @param nanos from the request's departure until the answer began
     */
    void answered(int status, long nanos) {
      ofClass(classes, status).record(1);
      responseTime.record(nanos / NANOS);
    }

    /** Counts a connection to a target that did not come about. */
    void notConnected() {
      connectionErrors.record(1);
    }

    /** Counts a function that may not be called, fails, or does not answer as it should. */
    void functionFailed() {
      functionErrors.record(1);
    }

    /**
     * Records how many targets are healthy and how many are not, if any is registered; a new one is
     * neither before its first checks.
     */
    void sample(Collection<TargetHealth> targets) {
      int good = Collections.frequency(targets, TargetHealth.HEALTHY);
      int bad = Collections.frequency(targets, TargetHealth.UNHEALTHY);
      if (good + bad + Collections.frequency(targets, TargetHealth.INITIAL) > 0) {
        healthy.record(good);
        unhealthy.record(bad);
      }
    }
  }
}
