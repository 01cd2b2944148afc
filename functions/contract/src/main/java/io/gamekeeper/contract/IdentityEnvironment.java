package io.gamekeeper.contract;

import java.util.Map;

/**
 * The settings by which a function checks players' bearer tokens.
 *
 * @param issuer the {@code iss} claim that a token must carry
 * @param audience the {@code aud} claim that a token must carry
 * @param jwksUrl https address of the issuer's key set
 */
public record IdentityEnvironment(String issuer, String audience, String jwksUrl) {
  public static final String ISSUER = "TOKEN_ISSUER";
  public static final String AUDIENCE = "TOKEN_AUDIENCE";
  public static final String JWKS_URL = "TOKEN_JWKS_URL";

  /** Reads the record back from a function's environment. */
  public static IdentityEnvironment from(Map<String, String> environment) {
    return new IdentityEnvironment(
        Environment.required(environment, ISSUER),
        Environment.required(environment, AUDIENCE),
        Environment.required(environment, JWKS_URL));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(ISSUER, issuer, AUDIENCE, audience, JWKS_URL, jwksUrl);
  }
}
