package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.time.Timetable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Elastic Load Balancing: the application load balancer. */
public final class ElasticLoadBalancing implements StageService {
  private final Ground ground;
  private final ServiceMetrics metrics;
  private final LoadBalancer balancer;
  private final Names names;
  private final int port;
  private final ClientChecks checks;

  /**
   * Creates a load balancer without listeners.
   *
   * @param names where its DNS name is made known
   * @param port where it is served
   * @param tokens makes the check of an issuer's tokens by the keys at an address
   * @param idle after which a connection that sends nothing is closed
   * @param providers told of each client of an identity provider that users sign in for
   */
  public ElasticLoadBalancing(
      Ground ground,
      Functions functions,
      Names names,
      int port,
      RouteTimes times,
      Duration idle,
      BiFunction<String, URI, TokenCheck> tokens,
      Consumer<OidcClient> providers) {
    this.ground = ground;
    this.balancer = new LoadBalancer(functions, ground, ground.time().random(), times, idle);
    this.metrics = ground.sends(LoadBalancerMetrics.ALL);
    this.names = names;
    this.port = port;
    this.checks = new ClientChecks(tokens, providers, ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    Map<String, io.gamekeeper.local.aws.elb.Listener> listeners = new ConcurrentHashMap<>();
    return List.of(
        new ApplicationLoadBalancer(balancer, names, port),
        new LoadBalancerListener(balancer, listeners, metrics, checks),
        new ListenerRule(listeners, checks),
        new LoadBalancerTargetGroup(balancer, ground.agenda(), ground.serverGroups()));
  }

  /** Waits until the target groups with a health check are healthy; begins to count hosts. */
  @Override
  public void start() {
    Timetable.eachMinute(ground.agenda(), "metrics of the load balancer", balancer::sample);
    balancer.checkHealth(ground.agenda());
  }

  public LoadBalancer balancer() {
    return balancer;
  }
}
