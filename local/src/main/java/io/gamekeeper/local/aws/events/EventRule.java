package io.gamekeeper.local.aws.events;

import java.util.List;

/**
 * A rule of a bus.
 *
 * @param logicalId names it in messages
 * @param pattern EventBridge's pattern language, JSON
 */
public record EventRule(String logicalId, String arn, String pattern, List<RuleTarget> targets) {
  public EventRule {
    targets = List.copyOf(targets);
  }
}
