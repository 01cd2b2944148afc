package io.gamekeeper.local.aws.rum;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The app monitors by their ids. */
final class AppMonitors {
  private final Map<String, AppMonitor> byId = new ConcurrentHashMap<>();

  void add(AppMonitor monitor) {
    byId.put(monitor.id(), monitor);
  }

  /** The monitor of an id. */
  Optional<AppMonitor> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
