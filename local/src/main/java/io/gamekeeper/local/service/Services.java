package io.gamekeeper.local.service;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The AWS services of a stage, in the order in which they came. */
public final class Services implements AutoCloseable {
  private final Ground ground;
  private final List<StageService> all = new ArrayList<>();

  public Services(Ground ground) {
    this.ground = ground;
  }

  /** Adds a service; functions and instances can call it from now on. */
  public <S extends StageService> S add(S service) {
    all.add(service);
    ground.world().add(service.operations());
    return service;
  }

  /** The resource types of all. */
  public List<ResourceType> resourceTypes() {
    return all.stream().flatMap(service -> service.resourceTypes().stream()).toList();
  }

  /** ARNs of what the resources of all call by themselves. */
  public Set<String> calls() {
    Set<String> arns = new HashSet<>();
    all.forEach(service -> arns.addAll(service.calls()));
    return arns;
  }

  /**
   * What an action asks of a role: by the rule of its service, if that has one.
   *
   * @param action as IAM calls it
   * @param target as a function's environment names it
   */
  public List<Access> access(String action, String target) {
    String prefix = action.substring(0, action.indexOf(':'));
    return all.stream()
        .map(service -> service.access().get(prefix))
        .filter(Objects::nonNull)
        .findFirst()
        .map(rule -> rule.needs(action, target))
        .orElseGet(() -> List.of(new Access.ByRole(action, target)));
  }

  /** Lets all begin to work, in their order. */
  public void start() {
    all.forEach(StageService::start);
  }

  /** Closes all, the last first. */
  @Override
  public void close() {
    all.reversed().forEach(StageService::close);
  }
}
