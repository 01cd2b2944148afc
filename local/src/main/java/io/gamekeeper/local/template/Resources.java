package io.gamekeeper.local.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resources of a running stage. Closing stops them in reverse order of their creation. */
public final class Resources implements AutoCloseable {
  private final List<ResourceStatus> statuses;
  private final Map<ResourceAddress, Provisioned> created;
  private final Shutdown shutdown;

  Resources(
      List<ResourceStatus> statuses, Map<ResourceAddress, Provisioned> created, Shutdown shutdown) {
    this.statuses = List.copyOf(statuses);
    this.created = created;
    this.shutdown = shutdown;
  }

  /** Returns one entry per resource, in the templates' order. */
  public List<ResourceStatus> status() {
    return statuses;
  }

  /** Returns a created resource; empty if it is not simulated. */
  public Optional<Provisioned> find(ResourceAddress address) {
    return Optional.ofNullable(created.get(address));
  }

  /** Returns the resource that was created under a logical id, whatever its stack. */
  public Optional<Provisioned> find(String logicalId) {
    return created.entrySet().stream()
        .filter(entry -> entry.getKey().logicalId().equals(logicalId))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * Stops everything.
   *
   * @throws IllegalStateException if something could not be stopped; everything else is
   */
  @Override
  public void close() {
    shutdown.run();
  }
}
