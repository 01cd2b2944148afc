package io.gamekeeper.platform.http;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.identity.TokenVerifier;

/** Who may use a route. */
sealed interface Guard {

  /** Everybody. */
  record Everybody() implements Guard {}

  /** Players with a valid token. */
  record Players(TokenVerifier verifier) implements Guard {}

  /** Operators with a role. */
  record ByRole(OperatorRole role, Operators operators) implements Guard {}
}
