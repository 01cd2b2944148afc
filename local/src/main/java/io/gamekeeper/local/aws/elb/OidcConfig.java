package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.identity.OidcClient;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What an {@code authenticate-oidc} action declares.
 *
 * @param scope what the identity provider is asked for
 * @param cookie name of the session's cookie, without the number that is appended
 * @param timeout how long a session lasts
 * @param extra more parameters of the redirection to the identity provider
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html">AuthenticateOidcActionConfig</a>
 */
record OidcConfig(
    OidcClient client,
    String scope,
    String cookie,
    Duration timeout,
    Unauthenticated unauthenticated,
    Map<String, String> extra) {
  private static final int LONGEST_SESSION = 604_800;

  /** What happens to a request without a session. */
  enum Unauthenticated {
    DENY,
    ALLOW,
    AUTHENTICATE
  }

  static OidcConfig read(ResourceProperties properties) {
    if (properties.bool("UseExistingClientSecret", false)) {
      throw new TemplateException(
          properties.where("UseExistingClientSecret"),
          "is true, but a rule that is created has no secret yet");
    }
    int seconds = properties.integer("SessionTimeout", LONGEST_SESSION);
    if (seconds < 1 || seconds > LONGEST_SESSION) {
      throw new TemplateException(
          properties.where("SessionTimeout"),
          "is " + seconds + "; it must be from 1 to " + LONGEST_SESSION + " seconds");
    }
    return new OidcConfig(
        new OidcClient(
            properties.string("Issuer"),
            endpoint(properties, "AuthorizationEndpoint"),
            endpoint(properties, "TokenEndpoint"),
            endpoint(properties, "UserInfoEndpoint"),
            properties.string("ClientId"),
            properties.string("ClientSecret")),
        properties.string("Scope", "openid"),
        properties.string("SessionCookieName", "AWSELBAuthSessionCookie"),
        Duration.ofSeconds(seconds),
        unauthenticated(properties),
        properties.stringMap("AuthenticationRequestExtraParams"));
  }

  private static URI endpoint(ResourceProperties properties, String name) {
    String text = properties.string(name);
    URI endpoint;
    try {
      endpoint = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where(name), "is " + text + ", which is no URL", e);
    }
    if (!"https".equals(endpoint.getScheme())
        || endpoint.getHost() == null
        || endpoint.getPath().isEmpty()) {
      throw new TemplateException(
          properties.where(name), "is " + text + "; it must be https with a host and a path");
    }
    return endpoint;
  }

  private static Unauthenticated unauthenticated(ResourceProperties properties) {
    String name = "OnUnauthenticatedRequest";
    return switch (properties.string(name, "authenticate")) {
      case "deny" -> Unauthenticated.DENY;
      case "allow" -> Unauthenticated.ALLOW;
      case "authenticate" -> Unauthenticated.AUTHENTICATE;
      case String other ->
          throw new TemplateException(
              properties.where(name), "is " + other + " instead of deny, allow or authenticate");
    };
  }
}
