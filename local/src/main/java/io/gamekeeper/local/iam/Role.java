package io.gamekeeper.local.iam;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A role with its policies. Decisions are remembered until a policy is added. */
public final class Role {
  private final String arn;
  private final String name;
  private final Policy trust;
  private final List<Policy> policies = new CopyOnWriteArrayList<>();
  private final Map<Request, Decider> deciders = new ConcurrentHashMap<>();

  private record Request(String action, String resource) {}

  /** The decision on an action and a resource, for any keys of a request. */
  private interface Decider {
    Decision decide(RequestContext request);
  }

  Role(String arn, String name, Policy trust) {
    this.arn = arn;
    this.name = name;
    this.trust = trust;
  }

  public String arn() {
    return arn;
  }

  public String name() {
    return name;
  }

  /**
   * Tells whether its trust policy lets a service such as {@code lambda.amazonaws.com} assume it.
   *
   * @param request for conditions, for instance on the source's account
   */
  public boolean trusts(String service, RequestContext request) {
    return trust.allowsService(service, "sts:AssumeRole", request);
  }

  /** Tells whether its trust policy lets a principal of that ARN assume it. */
  public boolean trustsPrincipal(String principal) {
    return trust.allowsPrincipal(principal, "sts:AssumeRole");
  }

  /** Tells whether its trust policy leaves it to the account who may assume it. */
  public boolean trustsAccount() {
    return trustsPrincipal("arn:aws:iam::" + Arns.account(arn) + ":root");
  }

  /** Returns its unique id, the same at every start. */
  public String id() {
    return "AROA"
        + UUID.nameUUIDFromBytes(arn.getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", "")
            .substring(0, 17)
            .toUpperCase(Locale.ROOT);
  }

  /** Returns the ARN of a session of it. */
  public String sessionArn(String session) {
    return "arn:aws:sts::" + Arns.account(arn) + ":assumed-role/" + name + "/" + session;
  }

  void attach(Policy policy) {
    policies.add(policy);
    deciders.clear();
  }

  /** Decides on a request; decisions are cached. */
  public Decision decide(String action, String resource, RequestContext request) {
    return deciders.computeIfAbsent(new Request(action, resource), this::decider).decide(request);
  }

  private Decider decider(Request key) {
    List<Statement> relevant =
        policies.stream()
            .flatMap(policy -> policy.statements().stream())
            .filter(statement -> statement.covers(key.action(), key.resource()))
            .toList();
    if (relevant.stream().allMatch(statement -> statement.conditions().isEmpty())) {
      Decision decision = decide(relevant, RequestContext.NONE);
      return request -> decision;
    }
    return request -> decide(relevant, request);
  }

  private static Decision decide(List<Statement> relevant, RequestContext request) {
    Decision decision = Decision.IMPLICIT_DENY;
    for (Statement statement : relevant) {
      if (statement.holds(request)) {
        if (!statement.allow()) {
          return Decision.EXPLICIT_DENY;
        }
        decision = Decision.ALLOWED;
      }
    }
    return decision;
  }
}
