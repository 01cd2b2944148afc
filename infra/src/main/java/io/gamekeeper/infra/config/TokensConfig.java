package io.gamekeeper.infra.config;

import java.util.regex.Pattern;

/**
 * The issuer of players' tokens, and what a token must say to be accepted.
 *
 * @param issuer the {@code iss} claim
 * @param audience the {@code aud} claim
 * @param jwksUrl https address of the issuer's key set
 */
public record TokensConfig(String issuer, String audience, String jwksUrl) {
  private static final String HOST = "https://[a-z0-9.-]+(:\\d+)?";
  static final Pattern HTTPS = Pattern.compile(HOST + "(/\\S*)?");

  /** Elastic Load Balancing API, JwtValidationActionConfig. */
  private static final String BALANCERS_LIMIT = "(?=.{1,256}$)";

  private static final Pattern AUDIENCE = Pattern.compile("\\S{1,200}");

  static TokensConfig read(ConfigObject tokens) {
    return new TokensConfig(
        tokens.text(
            "issuer",
            Pattern.compile(BALANCERS_LIMIT + HTTPS.pattern()),
            "an https:// address of at most 256 characters"),
        tokens.text("audience", AUDIENCE, "1 to 200 characters without spaces"),
        tokens.text(
            "jwksUrl",
            Pattern.compile(BALANCERS_LIMIT + HOST + "/\\S*"),
            "an https:// address with a path, of at most 256 characters"));
  }
}
