package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.balancer.RuleAction;
import io.gamekeeper.local.resource.ResourceProperties;
import java.util.List;

/** Reads the actions of listeners and rules. */
final class Actions {
  private Actions() {}

  /**
   * The one action of a list.
   *
   * @throws TemplateException if there is none, or one that the stage cannot do
   */
  static RuleAction read(ResourceProperties properties, String name) {
    List<ResourceProperties> actions = properties.objects(name);
    if (actions.size() != 1) {
      throw new TemplateException(
          properties.where(name), "has " + actions.size() + " actions; the stage does one");
    }
    ResourceProperties action = actions.getFirst();
    String type = action.string("Type");
    return switch (type) {
      case "forward" -> forward(action);
      case "fixed-response" -> fixedResponse(action.object("FixedResponseConfig"));
      case "redirect" -> redirect(action.object("RedirectConfig"));
      default ->
          throw new TemplateException(
              action.where("Type"),
              "is " + type + "; the stage knows forward, fixed-response and redirect");
    };
  }

  private static RuleAction forward(ResourceProperties action) {
    return action
        .optionalString("TargetGroupArn")
        .map(arn -> new RuleAction.Forward(List.of(new RuleAction.WeightedGroup(arn, 1))))
        .orElseGet(
            () ->
                new RuleAction.Forward(
                    action.object("ForwardConfig").objects("TargetGroups").stream()
                        .map(
                            group ->
                                new RuleAction.WeightedGroup(
                                    group.string("TargetGroupArn"), group.integer("Weight", 1)))
                        .toList()));
  }

  private static RuleAction fixedResponse(ResourceProperties config) {
    return new RuleAction.FixedResponse(
        config.integer("StatusCode"),
        config.string("ContentType", "text/plain"),
        config.string("MessageBody", ""));
  }

  private static RuleAction redirect(ResourceProperties config) {
    return new RuleAction.Redirect(
        config.string("StatusCode").equals("HTTP_301") ? 301 : 302,
        config.string("Protocol", "#{protocol}").toLowerCase(java.util.Locale.ROOT),
        config.string("Host", "#{host}"),
        config.string("Port", "#{port}"),
        config.string("Path", "/#{path}"),
        config.string("Query", "#{query}"));
  }
}
