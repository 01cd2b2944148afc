package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.RequestBody;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The routes that the rules of a listener make; for checks.
 *
 * @param targetGroups of the load balancer, by their ARN
 */
public record Routes(Listener listener, Map<String, TargetGroup> targetGroups) {
  public Routes {
    targetGroups = Map.copyOf(targetGroups);
  }

  /**
   * Returns the functions that a request without headers can reach; none if no rule forwards it.
   */
  public List<String> functions(String method, String path) {
    return switch (listener.match(request(method, path, List.of())).action()) {
      case RuleAction.Verify(_, RuleAction.Forward forward) -> functions(forward);
      case RuleAction.Authenticate(_, RuleAction.Forward forward) -> functions(forward);
      case RuleAction.Forward forward -> functions(forward);
      case RuleAction.FixedResponse _, RuleAction.Redirect _ -> List.of();
    };
  }

  /** Tells whether any rule has people sign in. */
  public boolean signIn() {
    return listener.rules().stream()
        .anyMatch(rule -> rule.action() instanceof RuleAction.Authenticate);
  }

  /**
   * Returns the functions that somebody who has signed in can reach, on whichever host; none if no
   * rule asks for that.
   */
  public List<String> functionsForSignedIn(String path) {
    return actions("GET", path, List.of())
        .flatMap(
            action ->
                action instanceof RuleAction.Authenticate(_, RuleAction.Forward forward)
                    ? Stream.of(functions(forward))
                    : null)
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Returns the functions that anybody can reach, on whichever host; none if no rule leads there.
   */
  public List<String> functionsForStrangers(String path) {
    return actions("GET", path, List.of())
        .flatMap(
            action ->
                action instanceof RuleAction.Forward forward ? Stream.of(functions(forward)) : null)
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Tells whether somebody without a session is refused on a path, on whichever host, and not led
   * to the sign-in page.
   */
  public boolean refusesStrangers(String path) {
    return actions("GET", path, List.of())
        .flatMap(
            action ->
                action instanceof RuleAction.Authenticate(OidcAuthentication users, _)
                    ? Stream.of(users.refusesStrangers())
                    : null)
        .findFirst()
        .orElse(false);
  }

  private List<String> functions(RuleAction.Forward forward) {
    return forward.groups().stream()
        .flatMap(
            group ->
                targetGroups.get(group.targetGroupArn()) instanceof FunctionTargets targets
                    ? Stream.of(targets.function())
                    : null)
        .distinct()
        .toList();
  }

  /** Tells whether a rule leads a path to a target group, for any host. */
  public boolean leadTo(TargetGroup target, String path) {
    return actions("GET", path, List.of())
        .map(action -> action instanceof RuleAction.Verify v ? v.next() : action)
        .anyMatch(action -> leadsTo(target, action));
  }

  /** Tells whether a request with these headers reaches a target group without a bearer token. */
  public boolean admit(TargetGroup target, String path, List<FrontRequest.Field> headers) {
    return actions("GET", path, headers).anyMatch(action -> leadsTo(target, action));
  }

  /** Tells whether a rule answers a browser's preflight request with success. */
  public boolean answerPreflight(List<FrontRequest.Field> headers) {
    return actions("OPTIONS", "/", headers)
        .anyMatch(
            action ->
                action instanceof RuleAction.FixedResponse fixed && fixed.status() / 100 == 2);
  }

  /** Returns the actions of the rules that such a request matches, for any host. */
  private Stream<RuleAction> actions(String method, String path, List<FrontRequest.Field> headers) {
    FrontRequest request = request(method, path, headers);
    return listener.rules().stream()
        .filter(
            rule ->
                rule.conditions().stream()
                    .allMatch(
                        condition ->
                            condition instanceof RuleCondition.Host || condition.matches(request)))
        .map(RuleConfig::action);
  }

  private static FrontRequest request(
      String method, String path, List<FrontRequest.Field> headers) {
    return new FrontRequest(method, path, null, headers, RequestBody.EMPTY, "127.0.0.1");
  }

  private static boolean leadsTo(TargetGroup target, RuleAction action) {
    return action instanceof RuleAction.Forward forward
        && forward.groups().stream().anyMatch(group -> group.targetGroupArn().equals(target.arn()));
  }
}
