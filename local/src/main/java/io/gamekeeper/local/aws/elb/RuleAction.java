package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.identity.TokenCheck;
import java.util.List;
import java.util.Locale;

/** What a listener does with a request. */
public sealed interface RuleAction {

  /** Hands it to one of several target groups, chosen by weight. */
  record Forward(List<WeightedGroup> groups) implements RuleAction {
    public Forward {
      groups = List.copyOf(groups);
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("a forward action needs a target group");
      }
    }

    int totalWeight() {
      return groups.stream().mapToInt(WeightedGroup::weight).sum();
    }
  }

  /**
   * Hands it on if its bearer token is good, else answers 401.
   *
   * @param next what is done with a good one
   */
  record Verify(TokenCheck check, Forward next) implements RuleAction {}

  /** A target group by its ARN. */
  record WeightedGroup(String targetGroupArn, int weight) {}

  /** Answers with a fixed text. */
  record FixedResponse(int status, String contentType, String body) implements RuleAction {}

  /**
   * Sends the client elsewhere. In the parts, {@code #{protocol}}, {@code #{host}}, {@code
   * #{port}}, {@code #{path}} and {@code #{query}} stand for the request's own.
   *
   * @param status 301 or 302
   */
  record Redirect(int status, String protocol, String host, String port, String path, String query)
      implements RuleAction {

    String location(FrontRequest request, String listenerProtocol, int listenerPort) {
      String requestQuery = request.query() == null ? "" : request.query();
      String location =
          protocol.toLowerCase(Locale.ROOT)
              + "://"
              + host
              + ":"
              + port
              + (path.startsWith("/") ? "" : "/")
              + path;
      return (query.isEmpty() || (query.equals("#{query}") && requestQuery.isEmpty())
              ? location
              : location + "?" + query)
          .replace("#{protocol}", listenerProtocol.toLowerCase(Locale.ROOT))
          .replace("#{host}", request.host())
          .replace("#{port}", Integer.toString(listenerPort))
          .replace("/#{path}", request.path())
          .replace("#{query}", requestQuery);
    }
  }
}
