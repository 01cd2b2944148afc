package io.gamekeeper.oncall.schedule;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is on call for something: one person for each layer.
 *
 * @param layers the first is called first
 */
public record Schedule(String name, List<Layer> layers) {
  public Schedule {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("schedule " + name + " has no layer");
    }
    layers = List.copyOf(layers);
  }

  /** Returns who is on call, in the order of the layers; empty before the rotations begin. */
  public Set<Person> onCall(Instant instant) {
    return layers.stream()
        .flatMap(layer -> layer.onCall(instant).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns who is called first; empty before the rotations begin. */
  public Optional<Person> primary(Instant instant) {
    return onCall(instant).stream().findFirst();
  }

  /** Returns the next in turn who is not among these people; empty if there is nobody else. */
  public Optional<Person> next(Instant instant, Set<Person> told) {
    return layers.stream()
        .flatMap(layer -> layer.rotation().following(instant).stream())
        .filter(person -> !told.contains(person))
        .findFirst();
  }

  /** Returns everyone who is on call at some time. */
  public Set<Person> people() {
    Set<Person> people = new LinkedHashSet<>();
    for (Layer layer : layers) {
      people.addAll(layer.rotation().people());
      layer.overrides().forEach(override -> people.add(override.who()));
    }
    return people;
  }
}
