package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import java.util.List;

/**
 * A listener rule.
 *
 * @param logicalId of the rule, or of the listener for its default action
 * @param priority the lowest is tried first
 */
public record RuleConfig(
    String logicalId, int priority, List<RuleCondition> conditions, RuleAction action) {
  /** The priority of a listener's default action: after all rules. */
  static final int DEFAULT_PRIORITY = Integer.MAX_VALUE;

  public RuleConfig {
    conditions = List.copyOf(conditions);
  }

  boolean matches(FrontRequest request) {
    for (RuleCondition condition : conditions) {
      if (!condition.matches(request)) {
        return false;
      }
    }
    return true;
  }
}
