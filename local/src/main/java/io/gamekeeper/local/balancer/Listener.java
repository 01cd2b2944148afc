package io.gamekeeper.local.balancer;

import io.gamekeeper.local.StageException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A listener of the template with its rules. TLS ends at the stage: what the template serves by
 * HTTPS is served by HTTP on the laptop's port, and functions are told the template's protocol.
 */
public final class Listener {
  private final String logicalId;
  private final String protocol;
  private final int port;
  private final List<RuleConfig> rules = new CopyOnWriteArrayList<>();

  /**
   * A listener with its default action only.
   *
   * @param protocol {@code HTTP} or {@code HTTPS}
   * @param port as in the template
   */
  public Listener(String logicalId, String protocol, int port, RuleAction defaultAction) {
    this.logicalId = logicalId;
    this.protocol = protocol;
    this.port = port;
    rules.add(new RuleConfig(logicalId, RuleConfig.DEFAULT_PRIORITY, List.of(), defaultAction));
  }

  public String logicalId() {
    return logicalId;
  }

  public String protocol() {
    return protocol;
  }

  public int port() {
    return port;
  }

  /**
   * Adds a rule.
   *
   * @throws StageException if another rule has the same priority
   */
  public synchronized void add(RuleConfig rule) {
    for (RuleConfig other : rules) {
      if (other.priority() == rule.priority()) {
        throw StageException.of(
            rule.logicalId(),
            "its priority " + rule.priority() + " is that of " + other.logicalId() + " already");
      }
    }
    rules.add(rule);
    rules.sort(Comparator.comparingInt(RuleConfig::priority));
  }

  /** The rules in the order in which they are tried; the last is the default action. */
  public List<RuleConfig> rules() {
    return List.copyOf(rules);
  }

  RuleConfig match(FrontRequest request) {
    for (RuleConfig rule : rules) {
      if (rule.matches(request)) {
        return rule;
      }
    }
    throw new IllegalStateException("the default action of " + logicalId + " matches everything");
  }
}
