package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestFilter;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import java.util.List;
import java.util.Optional;

/**
 * A web ACL: it lets requests pass that no rule blocks.
 *
 * @param rules the blocking rules, in their order
 * @param allowed counts requests that pass
 */
public record WebAcl(String logicalId, List<Rule> rules, Recorder allowed)
    implements RequestFilter {
  public WebAcl {
    rules = List.copyOf(rules);
  }

  /**
   * A blocking rule.
   *
   * @param answer to requests for which the statement holds
   * @param blocked counts them
   */
  public record Rule(Statement statement, FrontResponse answer, Recorder blocked) {}

  @Override
  public Optional<FrontResponse> refusal(FrontRequest request) {
    for (Rule rule : rules) {
      if (rule.statement().matches(request)) {
        rule.blocked().record(1);
        return Optional.of(rule.answer());
      }
    }
    allowed.record(1);
    return Optional.empty();
  }
}
