package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestFilter;
import java.util.List;
import java.util.Optional;

/**
 * A web ACL that lets through what no rule blocks.
 *
 * @param rules those that block, in their order
 */
public record WebAcl(String logicalId, List<Rule> rules) implements RequestFilter {
  public WebAcl {
    rules = List.copyOf(rules);
  }

  /**
   * A rule that blocks.
   *
   * @param answer to what the statement matches
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
