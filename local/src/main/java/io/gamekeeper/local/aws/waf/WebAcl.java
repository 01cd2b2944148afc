package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestFilter;
import java.util.List;
import java.util.Optional;

/**
 * A web ACL: it lets requests pass that no rule blocks.
 *
 * @param rules the blocking rules, in their order
 */
public record WebAcl(String logicalId, List<Rule> rules) implements RequestFilter {
  public WebAcl {
    rules = List.copyOf(rules);
  }

  /**
   * A blocking rule.
   *
   * @param answer to requests for which the statement holds
   */
  public record Rule(Statement statement, FrontResponse answer) {}

  @Override
  public Optional<FrontResponse> refusal(FrontRequest request) {
    return rules.stream()
        .filter(rule -> rule.statement().matches(request))
        .map(Rule::answer)
        .findFirst();
  }
}
