package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.identity.TokenCheck;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;

/** Reads the actions of listeners and rules. */
final class Actions {
  private Actions() {}

  /**
   * The listener that has the actions.
   *
   * @param protocol {@code HTTP} or {@code HTTPS}
   * @param balancerArn the load balancer's
   */
  record OfListener(String protocol, String balancerArn) {}

  /**
   * Returns the action of a list, in which a check of the client may precede it.
   *
   * @param listener the protocol of the listener, and whose it is
   * @throws TemplateException if there is none, or one that the stage cannot do
   */
  static RuleAction read(
      ResourceProperties properties, String name, ClientChecks checks, OfListener listener) {
    List<ResourceProperties> actions =
        properties.objects(name).stream()
            .sorted(Comparator.comparingInt(action -> action.integer("Order", 1)))
            .toList();
    if (actions.size() == 2 && actions.getFirst().string("Type").equals("authenticate-oidc")) {
      if (!listener.protocol().equals("HTTPS")) {
        throw new TemplateException(
            actions.getFirst().where("Type"), "authenticates users, which only HTTPS listeners do");
      }
      OidcConfig config = OidcConfig.read(actions.getFirst().object("AuthenticateOidcConfig"));
      if (only(actions.getLast()) instanceof RuleAction.Forward forward) {
        return new RuleAction.Authenticate(
            checks.users(properties.where(name), config, listener.balancerArn()), forward);
      }
    }
    if (actions.size() == 2 && actions.getFirst().string("Type").equals("jwt-validation")) {
      ResourceProperties config = actions.getFirst().object("JwtValidationConfig");
      URI keys = URI.create(atMost256(config, "JwksEndpoint"));
      if (keys.getPath().isEmpty()) {
        throw new TemplateException(
            config.where("JwksEndpoint"), "is " + keys + ", which has no path");
      }
      TokenCheck check = checks.tokens(atMost256(config, "Issuer"), keys);
      if (only(actions.getLast()) instanceof RuleAction.Forward forward) {
        return new RuleAction.Verify(check, forward);
      }
    }
    if (actions.size() != 1) {
      throw new TemplateException(
          properties.where(name),
          "has "
              + actions.size()
              + " actions; the stage supports one, or jwt-validation or authenticate-oidc followed by"
              + " forward");
    }
    return only(actions.getFirst());
  }

  /**
   * Returns a property of at most 256 characters: Elastic Load Balancing API,
   * JwtValidationActionConfig.
   */
  private static String atMost256(ResourceProperties config, String name) {
    String value = config.string(name);
    if (value.length() > 256) {
      throw new TemplateException(
          config.where(name), "has " + value.length() + " characters; at most 256 are allowed");
    }
    return value;
  }

  private static RuleAction only(ResourceProperties action) {
    String type = action.string("Type");
    return switch (type) {
      case "forward" -> forward(action);
      case "fixed-response" -> fixedResponse(action.object("FixedResponseConfig"));
      case "redirect" -> redirect(action.object("RedirectConfig"));
      default ->
          throw new TemplateException(
              action.where("Type"),
              "is "
                  + type
                  + "; the stage supports forward, fixed-response and redirect, and jwt-validation"
                  + " or authenticate-oidc before a forward");
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
