package io.gamekeeper.local.service;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An AWS service of the stage: all that the stage knows of it. Its constructor adds what can be
 * called by ARN to the ground's targets.
 */
public interface StageService extends AutoCloseable {

  /** The resource types that it brings to life. */
  default List<ResourceType> resourceTypes() {
    return List.of();
  }

  /** What functions and instances can call by the AWS SDK. */
  default List<SimulatedService<?>> operations() {
    return List.of();
  }

  /** What its actions ask of a role, by their prefix, for instance {@code dynamodb}. */
  default Map<String, AccessRule> access() {
    return Map.of();
  }

  /** ARNs of what its resources call by themselves. */
  default Set<String> calls() {
    return Set.of();
  }

  /** Begins to work; all resources are there. */
  default void start() {}

  @Override
  default void close() {}

  /** Says what an action asks of a role. */
  @FunctionalInterface
  interface AccessRule {
    /**
     * What a role must be allowed, all of it.
     *
     * @param action as IAM calls it
     * @param target as a function's environment names it, for instance a table's name
     */
    List<Access> needs(String action, String target);
  }
}
