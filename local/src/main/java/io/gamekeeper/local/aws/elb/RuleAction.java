package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.identity.TokenCheck;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** The action of a listener rule. */
public sealed interface RuleAction {

  /** Returns the target groups to which it may lead. */
  default List<WeightedGroup> groups() {
    return List.of();
  }

  /** Forwards the request to one of several target groups, chosen by weight. */
  record Forward(List<WeightedGroup> groups) implements RuleAction {
    public Forward {
      groups = List.copyOf(groups);
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("a forward action needs a target group");
      }
    }

    /** Returns the ARN of a target group, drawn by weight; the first if no group has any. */
    String choose(RandomGenerator random) {
      int total = groups.stream().mapToInt(WeightedGroup::weight).sum();
      if (groups.size() > 1 && total > 0) {
        int drawn = random.nextInt(total);
        for (WeightedGroup group : groups) {
          drawn -= group.weight();
          if (drawn < 0) {
            return group.targetGroupArn();
          }
        }
      }
      return groups.getFirst().targetGroupArn();
    }
  }

  /**
   * Forwards the request if its bearer token is good, and answers 401 otherwise.
   *
   * @param next the action for a request with a good token
   */
  record Verify(TokenCheck check, Forward next) implements RuleAction {
    @Override
    public List<WeightedGroup> groups() {
      return next.groups();
    }
  }

  /**
   * Forwards the request with who its user is; a request without a session is treated as the action
   * says.
   *
   * @param next the action for a request that may pass
   */
  record Authenticate(OidcAuthentication users, Forward next) implements RuleAction {
    @Override
    public List<WeightedGroup> groups() {
      return next.groups();
    }
  }

  /** A target group by its ARN. */
  record WeightedGroup(String targetGroupArn, int weight) {}

  /** Answers with a fixed response. */
  record FixedResponse(int status, String contentType, String body) implements RuleAction {}

  /**
   * Redirects the client. In the parts, {@code #{protocol}}, {@code #{host}}, {@code #{port}},
   * {@code #{path}} and {@code #{query}} stand for those of the request.
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
