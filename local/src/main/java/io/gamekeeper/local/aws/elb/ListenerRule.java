package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The resource type of listener rules. */
final class ListenerRule implements ResourceType {
  private final Map<String, Listener> listeners;
  private final ClientChecks checks;

  /**
   * Creates the type.
   *
   * @param checks makes what rules ask clients for
   */
  ListenerRule(Map<String, Listener> listeners, ClientChecks checks) {
    this.listeners = listeners;
    this.checks = checks;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::ListenerRule";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String listenerArn = properties.string("ListenerArn");
    Listener listener = listeners.get(listenerArn);
    if (listener == null) {
      throw new TemplateException(
          properties.where("ListenerArn"),
          "is " + listenerArn + ", which is not a listener of the templates");
    }
    int priority = properties.integer("Priority");
    listener.add(
        new RuleConfig(
            context.address().logicalId(),
            priority,
            properties.objects("Conditions").stream().map(ListenerRule::condition).toList(),
            Actions.read(
                properties,
                "Actions",
                checks,
                new Actions.OfListener(listener.protocol(), balancer(listenerArn)))));
    return Provisioned.running(
            listenerArn.replace(":listener/", ":listener-rule/")
                + "/"
                + context.generatedId("0").substring(2),
            "priority " + priority)
        .with("IsDefault", "false");
  }

  /** Returns the ARN of a listener's load balancer, which the listener's begins with. */
  private static String balancer(String listenerArn) {
    return listenerArn
        .substring(0, listenerArn.lastIndexOf('/'))
        .replace(":listener/", ":loadbalancer/");
  }

  private static RuleCondition condition(ResourceProperties condition) {
    String field = condition.string("Field");
    return switch (field) {
      case "path-pattern" -> values(condition, "PathPatternConfig", RuleCondition::path);
      case "host-header" -> values(condition, "HostHeaderConfig", RuleCondition::host);
      case "http-request-method" ->
          values(condition, "HttpRequestMethodConfig", RuleCondition::method);
      case "source-ip" -> values(condition, "SourceIpConfig", RuleCondition::sourceIp);
      case "http-header" -> {
        ResourceProperties header = condition.object("HttpHeaderConfig");
        yield RuleCondition.header(header.string("HttpHeaderName"), header.strings("Values"));
      }
      case "query-string" ->
          RuleCondition.query(
              condition.object("QueryStringConfig").objects("Values").stream()
                  .map(
                      pair ->
                          new RuleCondition.QueryPattern(
                              pair.optionalString("Key"), pair.string("Value")))
                  .toList());
      default ->
          throw new TemplateException(
              condition.where("Field"), "is " + field + ", which the stage does not support");
    };
  }

  private static RuleCondition values(
      ResourceProperties condition, String config, Function<List<String>, RuleCondition> maker) {
    List<String> values =
        condition
            .optionalObject(config)
            .map(nested -> nested.strings("Values"))
            .orElseGet(() -> condition.strings("Values"));
    if (values.isEmpty()) {
      throw new TemplateException(condition.where(config), "has no values");
    }
    return maker.apply(values);
  }
}
