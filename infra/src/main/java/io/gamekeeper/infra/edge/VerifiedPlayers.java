package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.TokensConfig;
import software.amazon.awscdk.services.elasticloadbalancingv2.AuthenticateJwtOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;

/** The listener action that lets only players pass. */
public final class VerifiedPlayers {
  private VerifiedPlayers() {}

  /**
   * Verifies the bearer token by the issuer's keys and goes on only if it is good: signed with
   * RS256, by the issuer, and in force. The audience is not checked here; the target must check it.
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
