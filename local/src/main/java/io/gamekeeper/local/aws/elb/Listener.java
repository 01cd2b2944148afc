package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.service.StageException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A listener of the template with its rules. TLS ends at the stage: what the template serves by
 * HTTPS is served by HTTP on the laptop's port, and functions are told the template's protocol.
 */
public final class Listener {
  private final String logicalId;
  private final String protocol;
  private final int port;
  private final List<FrontRequest.Field> responseHeaders;
  private final List<RuleConfig> rules = new CopyOnWriteArrayList<>();
  private volatile LoadBalancerMetrics metrics = LoadBalancerMetrics.none();

  /**
   * Creates a listener with its default action only.
   *
   * @param protocol {@code HTTP} or {@code HTTPS}
   * @param port as in the template
   */
  public Listener(String logicalId, String protocol, int port, RuleAction defaultAction) {
    this(logicalId, protocol, port, defaultAction, List.of());
  }

  /**
   * Creates a listener that adds headers to its responses.
   *
   * @param responseHeaders what it adds to the answers of targets and to fixed responses; that it
   *     does so to its own errors, AWS does not say
   */
  public Listener(
      String logicalId,
      String protocol,
      int port,
      RuleAction defaultAction,
      List<FrontRequest.Field> responseHeaders) {
    this.responseHeaders = List.copyOf(responseHeaders);
    this.logicalId = logicalId;
    this.protocol = protocol;
    this.port = port;
    rules.add(new RuleConfig(logicalId, RuleConfig.DEFAULT_PRIORITY, List.of(), defaultAction));
  }

  /** Sets the metrics of the load balancer that it belongs to. */
  void measuredBy(LoadBalancerMetrics ofLoadBalancer) {
    metrics = ofLoadBalancer;
  }

  /** Returns the metrics of its load balancer. */
  LoadBalancerMetrics metrics() {
    return metrics;
  }

  public String logicalId() {
    return logicalId;
  }

  public String protocol() {
    return protocol;
  }

  public int port() {
    return port;
  }

  /**
   * Adds a rule.
   *
   * @throws StageException if another rule has the same priority
   */
  public synchronized void add(RuleConfig rule) {
    for (RuleConfig other : rules) {
      if (other.priority() == rule.priority()) {
        throw StageException.of(
            rule.logicalId(),
            "its priority " + rule.priority() + " is already that of " + other.logicalId());
      }
    }
    rules.add(rule);
    rules.sort(Comparator.comparingInt(RuleConfig::priority));
  }

  /** Returns the rules in the order in which they are tried; the last is the default action. */
  public List<RuleConfig> rules() {
    return List.copyOf(rules);
  }

  /** Returns the origin whose pages may call the listener, or {@code *}; empty if no page may. */
  public Optional<String> webOrigin() {
    return responseHeaders.stream()
        .filter(header -> header.name().equalsIgnoreCase("Access-Control-Allow-Origin"))
        .findFirst()
        .map(FrontRequest.Field::value);
  }

  /** Returns the answer with the listener's headers. */
  Answer complete(Answer answer) {
    return switch (answer) {
      case FrontResponse response -> complete(response);
      case Answer.Streamed(int status, var headers, var body) ->
          new Answer.Streamed(status, completed(headers), body);
      case Answer.Tunnel(var headers, var target) -> new Answer.Tunnel(completed(headers), target);
    };
  }

  /** Returns the response with the listener's headers. */
  FrontResponse complete(FrontResponse response) {
    return responseHeaders.isEmpty()
        ? response
        : new FrontResponse(response.status(), completed(response.headers()), response.body());
  }

  private List<FrontRequest.Field> completed(List<FrontRequest.Field> headers) {
    return Stream.concat(headers.stream(), responseHeaders.stream()).toList();
  }

  /** Returns the rules that authenticate users of the request's host. */
  List<RuleConfig> authenticating(FrontRequest request) {
    return rules.stream()
        .filter(rule -> rule.action() instanceof RuleAction.Authenticate)
        .filter(
            rule ->
                rule.conditions().stream()
                    .filter(RuleCondition.Host.class::isInstance)
                    .allMatch(host -> host.matches(request)))
        .toList();
  }

  RuleConfig match(FrontRequest request) {
    for (RuleConfig rule : rules) {
      if (rule.matches(request)) {
        return rule;
      }
    }
    throw new IllegalStateException("the default action of " + logicalId + " matches everything");
  }
}
