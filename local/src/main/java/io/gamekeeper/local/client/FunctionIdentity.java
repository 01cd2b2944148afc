package io.gamekeeper.local.client;

import io.gamekeeper.local.iam.Role;
import java.util.List;

/**
 * The function for which the stage's clients act.
 *
 * @param logicalId for messages
 * @param name the function's physical name, which is also its role session's name
 * @param role its execution role
 * @param securityGroups its groups in the virtual network; empty if it is in none
 */
public record FunctionIdentity(
    String logicalId, String name, Role role, List<String> securityGroups) {
  public FunctionIdentity {
    securityGroups = List.copyOf(securityGroups);
  }

  /** Returns the principal as AWS names it in refusals. */
  public String principal() {
    return role.sessionArn(name);
  }
}
