package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.balancer.Listener;
import io.gamekeeper.local.balancer.LoadBalancer;
import io.gamekeeper.local.balancer.TokenCheck;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.net.URI;
import java.util.Map;
import java.util.function.BiFunction;

/** Listeners with their default action. */
final class LoadBalancerListener implements ResourceType {
  private final LoadBalancer balancer;
  private final Map<String, Listener> listeners;
  private final BiFunction<String, URI, TokenCheck> tokens;

  /**
   * The type.
   *
   * @param listeners gets each under its ARN, for the rules
   */
  LoadBalancerListener(
      LoadBalancer balancer,
      Map<String, Listener> listeners,
      BiFunction<String, URI, TokenCheck> tokens) {
    this.balancer = balancer;
    this.listeners = listeners;
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::Listener";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("TLS ends before the stage", "Certificates", "SslPolicy");
    String arn =
        properties.string("LoadBalancerArn").replace(":loadbalancer/", ":listener/")
            + "/"
            + context.generatedId("0").substring(2);
    Listener listener =
        new Listener(
            context.address().logicalId(),
            properties.string("Protocol"),
            properties.integer("Port"),
            Actions.read(properties, "DefaultActions", tokens));
    listeners.put(arn, listener);
    balancer.add(listener);
    return Provisioned.running(
            arn, listener.protocol() + " " + listener.port() + ", here without TLS")
        .with("ListenerArn", arn);
  }
}
