package io.gamekeeper.event;

import io.gamekeeper.contract.event.EventType;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All listeners, by priority. */
public final class Listeners {
  private final List<Listener> all;
  private final Set<EventType> ordered = EnumSet.noneOf(EventType.class);

  public Listeners(List<Listener> listeners) {
    all = listeners.stream().sorted(Comparator.comparingInt(Listener::priority)).toList();
    all.stream().filter(Listener::ordered).forEach(listener -> ordered.addAll(listener.types()));
  }

  public List<Listener> all() {
    return all;
  }

  /** Returns whether some listener hears a type's events in each player's order. */
  public boolean needsOrder(EventType type) {
    return ordered.contains(type);
  }

  /** Returns those that hear events in any order. */
  public List<Listener> unordered() {
    return all.stream().filter(listener -> !listener.ordered()).toList();
  }

  /** Returns the listener of that name; empty if there is none. */
  public Optional<Listener> named(String name) {
    return all.stream().filter(listener -> listener.name().equals(name)).findAny();
  }
}
