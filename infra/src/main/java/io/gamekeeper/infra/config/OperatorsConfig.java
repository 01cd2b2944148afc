package io.gamekeeper.infra.config;

import java.util.regex.Pattern;

/**
 * The identity provider at which the studio's own people sign in (OpenID Connect), as its discovery
 * document describes it.
 *
 * @param clientId the load balancer's id at the provider; its secret is in Secrets Manager, under
 *     {@link #secretName}
 * @param roleClaim the claim of the user information that holds an operator's roles
 */
public record OperatorsConfig(
    String issuer,
    String authorizationEndpoint,
    String tokenEndpoint,
    String userInfoEndpoint,
    String clientId,
    String roleClaim) {
  /** The member of the secret that holds the client's secret. */
  public static final String SECRET_MEMBER = "clientSecret";

  private static final Pattern CLIENT = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Pattern CLAIM = Pattern.compile("[A-Za-z0-9_.:/-]{1,200}");

  /**
   * Returns the name of the secret that a person creates before the first deployment: {@code
   * gamekeeper/prod/operators}.
   */
  public static String secretName(StageName stage) {
    return "gamekeeper/" + stage.key() + "/operators";
  }

  static OperatorsConfig read(ConfigObject operators) {
    return new OperatorsConfig(
        address(operators, "issuer"),
        address(operators, "authorizationEndpoint"),
        address(operators, "tokenEndpoint"),
        address(operators, "userInfoEndpoint"),
        operators.text("clientId", CLIENT, "1 to 200 characters without spaces"),
        operators.text(
            "roleClaim", CLAIM, "the name of a claim: letters, digits, and any of _ . : / -"));
  }

  private static String address(ConfigObject operators, String key) {
    return operators.text(key, TokensConfig.HTTPS, "an https:// address");
  }
}
