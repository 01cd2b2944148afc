package io.gamekeeper.platform.identity;

import io.gamekeeper.contract.OperatorRole;
import java.util.Set;

/**
 * A person or a machine that operates the game.
 *
 * @param name as the identity provider or the role session says it; for people to read, and not
 *     unique over time
 * @param roles what the operator may do; at least one
 */
public record Operator(String name, Set<OperatorRole> roles, Door door) {

  /** The ways in. */
  public enum Door {
    /** The load balancer, at which a person signs in. */
    BROWSER,
    /** A function's own address, whose callers sign with the credentials of a role. */
    SIGNED
  }

  public Operator {
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("an operator has a role");
    }
  }

  /** Returns whether the operator may do what a role may; everybody may look. */
  public boolean may(OperatorRole role) {
    return role == OperatorRole.VIEWER || roles.contains(role);
  }
}
