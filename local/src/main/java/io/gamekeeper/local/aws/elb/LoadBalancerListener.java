package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resource type of listeners. */
final class LoadBalancerListener implements ResourceType {
  private static final Pattern RESPONSE_HEADER =
      Pattern.compile("routing\\.http\\.response\\.([a-z_]+)\\.header_value");

  private static final String BALANCER = ":loadbalancer/";

  private final LoadBalancer balancer;
  private final Map<String, Listener> listeners;
  private final ServiceMetrics metrics;
  private final Map<String, LoadBalancerMetrics> byBalancer = new ConcurrentHashMap<>();
  private final ClientChecks checks;

  /**
   * Creates the type.
   *
   * @param listeners gets each under its ARN, for the rules
   */
  LoadBalancerListener(
      LoadBalancer balancer,
      Map<String, Listener> listeners,
      ServiceMetrics metrics,
      ClientChecks checks) {
    this.metrics = metrics;
    this.balancer = balancer;
    this.listeners = listeners;
    this.checks = checks;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::Listener";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("TLS ends before the stage", "Certificates", "SslPolicy");
    String ofBalancer = properties.string("LoadBalancerArn");
    String arn =
        ofBalancer.replace(":loadbalancer/", ":listener/")
            + "/"
            + context.generatedId("0").substring(2);
    String protocol = properties.string("Protocol");
    Listener listener =
        new Listener(
            context.address().logicalId(),
            protocol,
            properties.integer("Port"),
            Actions.read(
                properties, "DefaultActions", checks, new Actions.OfListener(protocol, ofBalancer)),
            properties.objects("ListenerAttributes").stream()
                .map(LoadBalancerListener::responseHeader)
                .toList());
    listener.measuredBy(
        byBalancer.computeIfAbsent(
            ofBalancer.substring(ofBalancer.indexOf(BALANCER) + BALANCER.length()),
            fullName -> LoadBalancerMetrics.of(metrics, fullName)));
    listeners.put(arn, listener);
    balancer.add(listener);
    return Provisioned.running(
            arn, listener.protocol() + " " + listener.port() + ", here without TLS")
        .with("ListenerArn", arn);
  }

  private static FrontRequest.Field responseHeader(ResourceProperties attribute) {
    String key = attribute.string("Key");
    Matcher header = RESPONSE_HEADER.matcher(key);
    if (!header.matches()) {
      throw new TemplateException(
          attribute.where("Key"), "is " + key + "; the stage supports only response headers");
    }
    return new FrontRequest.Field(header.group(1).replace('_', '-'), attribute.string("Value"));
  }
}
