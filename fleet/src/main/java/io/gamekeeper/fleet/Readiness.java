package io.gamekeeper.fleet;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The readiness of a server: whether it has what it needs. Once it has had all of it, it stays
 * ready: players must not lose their server because something else fails for a while.
 */
final class Readiness {
  /** What a server needs before it takes players. */
  enum Dependency {
    TOKEN_KEYS("tokenKeys"),
    CONFIGURATION("configuration"),
    METADATA("metadata"),
    LISTENER("listener");

    private final String label;

    Dependency(String label) {
      this.label = label;
    }
  }

  /** The state of a dependency. */
  enum State {
    MISSING,
    /** Not there; what is built in serves instead. */
    DEFAULT,
    OK,
    /** It was there, and does not answer now. */
    LOST
  }

  private final Runnable onReady;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Dependency, State> states = new EnumMap<>(Dependency.class);
  private volatile boolean ready;

  /**
   * Creates the readiness of a server that has nothing yet.
   *
   * @param onReady runs once
   */
  Readiness(Runnable onReady) {
    this.onReady = onReady;
    for (Dependency dependency : Dependency.values()) {
      states.put(dependency, State.MISSING);
    }
  }

  boolean isReady() {
    return ready;
  }

  /** Notes that the dependency is there now. */
  void has(Dependency dependency, State state) {
    lock.lock();
    try {
      states.put(dependency, state);
      if (!ready && !states.containsValue(State.MISSING)) {
        ready = true;
        onReady.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the dependency does not answer; returns true if that is news. */
  boolean misses(Dependency dependency) {
    lock.lock();
    try {
      State before = states.getOrDefault(dependency, State.MISSING);
      if (before == State.OK) {
        states.put(dependency, State.LOST);
      }
      return before == State.OK;
    } finally {
      lock.unlock();
    }
  }

  void write(JsonGenerator json) throws IOException {
    lock.lock();
    try {
      for (Map.Entry<Dependency, State> entry : states.entrySet()) {
        json.writeStringField(
            entry.getKey().label, entry.getValue().name().toLowerCase(Locale.ROOT));
      }
    } finally {
      lock.unlock();
    }
  }
}
