package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.TokensConfig;
import software.amazon.awscdk.services.elasticloadbalancingv2.AuthenticateJwtOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;

/** What a listener rule does for players only. */
public final class VerifiedPlayers {
  private VerifiedPlayers() {}

  /**
   * Verifies the bearer token by the issuer's keys, and does the rest only if it is good: RS256,
   * the issuer, and that it is in force. Whoever comes next must check the audience.
   */
  public static ListenerAction first(TokensConfig tokens, ListenerAction next) {
    return ListenerAction.authenticateJwt(
        AuthenticateJwtOptions.builder()
            .issuer(tokens.issuer())
            .jwksEndpoint(tokens.jwksUrl())
            .next(next)
            .build());
  }
}
