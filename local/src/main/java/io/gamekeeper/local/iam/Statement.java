package io.gamekeeper.local.iam;

import java.util.List;
import java.util.Map;

/**
 * One statement of a policy.
 *
 * @param allow whether its effect is {@code Allow}
 * @param exceptActions whether the actions come from {@code NotAction}
 * @param exceptResources whether the resources come from {@code NotResource}
 * @param principals by kind ({@code Service}, {@code AWS}); empty in identity policies
 */
record Statement(
    boolean allow,
    List<Wildcard> actions,
    boolean exceptActions,
    List<Wildcard> resources,
    boolean exceptResources,
    List<Condition> conditions,
    Map<String, List<String>> principals) {
  Statement {
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
    conditions = List.copyOf(conditions);
    principals = Map.copyOf(principals);
  }

  /** Tells whether the statement covers an action on a resource, apart from its conditions. */
  boolean covers(String action, String resource) {
    return coversAction(action)
        && exceptResources != resources.stream().anyMatch(pattern -> pattern.matches(resource));
  }

  boolean coversAction(String action) {
    return exceptActions != actions.stream().anyMatch(pattern -> pattern.matches(action));
  }

  boolean holds(RequestContext request) {
    return conditions.stream().allMatch(condition -> condition.holds(request));
  }

  boolean names(String kind, String principal) {
    return principals.getOrDefault(kind, List.of()).stream()
        .anyMatch(pattern -> pattern.equals("*") || pattern.equals(principal));
  }
}
