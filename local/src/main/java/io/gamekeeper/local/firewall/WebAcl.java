package io.gamekeeper.local.firewall;

import io.gamekeeper.local.balancer.FrontRequest;
import io.gamekeeper.local.balancer.RequestFilter;
import java.util.List;

/**
 * A web ACL that lets through what no rule blocks.
 *
 * @param rules those that block, in their order
 */
public record WebAcl(String logicalId, List<Statement> rules) implements RequestFilter {
  public WebAcl {
    rules = List.copyOf(rules);
  }

  @Override
  public boolean blocks(FrontRequest request) {
    return rules.stream().anyMatch(rule -> rule.matches(request));
  }
}
