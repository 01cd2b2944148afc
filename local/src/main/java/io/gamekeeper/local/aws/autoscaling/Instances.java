package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.scaling.CurrentCapacity;
import io.gamekeeper.local.service.StageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The instances of a group, those of its warm pool included. Guarded by the group's lock. */
final class Instances {
  private final List<String> zones;
  private final Map<String, Instance> byId = new LinkedHashMap<>();

  /** Makes an empty collection for instances in those zones. */
  Instances(List<String> zones) {
    this.zones = zones;
  }

  void add(Instance instance) {
    byId.put(instance.id(), instance);
  }

  void remove(Instance instance) {
    byId.remove(instance.id());
  }

  void clear() {
    byId.clear();
  }

  boolean has(String id) {
    return byId.containsKey(id);
  }

  /**
   * Returns an instance.
   *
   * @throws StageException if there is none of that id
   */
  Instance get(String id) {
    return Optional.ofNullable(byId.get(id))
        .orElseThrow(() -> new StageException("there is no instance " + id));
  }

  /** Returns all of them, in the order of their launches. */
  List<Instance> all() {
    return List.copyOf(byId.values());
  }

  /** Returns those in a state, in the order of their launches. */
  List<Instance> in(LifecycleState state) {
    return matching(instance -> instance.state == state);
  }

  /** Returns those for which something holds, in the order of their launches. */
  List<Instance> matching(Predicate<Instance> condition) {
    return byId.values().stream().filter(condition).toList();
  }

  /** Returns those that count towards the desired capacity and are not to be replaced. */
  List<Instance> staying() {
    return matching(instance -> instance.state.isActive() && instance.replaceBecause == null);
  }

  /** Returns what scaling policies see. */
  CurrentCapacity capacity(int minimum, int desired, int maximum, Instant now, Instant lastEnd) {
    List<Duration> serving =
        in(LifecycleState.IN_SERVICE).stream()
            .map(instance -> Duration.between(instance.since, now))
            .toList();
    int starting = matching(i -> i.state.isActive() && i.state != LifecycleState.IN_SERVICE).size();
    int leaving = matching(instance -> instance.state.isLeaving() || instance.returning).size();
    return new CurrentCapacity(minimum, desired, maximum, serving, starting, leaving, lastEnd);
  }

  /** Returns the zone with the fewest instances that stay. */
  String emptiestZone() {
    return zones.stream()
        .min(Comparator.comparingLong(this::population))
        .orElseThrow(() -> new IllegalStateException("a group has a zone"));
  }

  private long population(String zone) {
    return byId.values().stream()
        .filter(instance -> instance.zone().equals(zone))
        .filter(instance -> instance.state.isActive() || instance.state.isWarm())
        .filter(instance -> instance.replaceBecause == null)
        .count();
  }

  /**
   * Returns which of the candidates is terminated first: one that is not in service, then the
   * oldest of the fullest zone.
   */
  static Instance firstToTerminate(List<Instance> candidates) {
    return candidates.stream()
        .min(
            Comparator.<Instance, Boolean>comparing(
                    candidate -> candidate.state == LifecycleState.IN_SERVICE)
                .thenComparing(
                    candidate ->
                        -candidates.stream()
                            .filter(other -> other.zone().equals(candidate.zone()))
                            .count())
                .thenComparing(candidate -> candidate.launched))
        .orElseThrow(() -> new IllegalStateException("more surplus than instances"));
  }
}
