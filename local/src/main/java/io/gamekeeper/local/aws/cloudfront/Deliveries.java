package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.service.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The distributions of a stage, each location of each on a port of its own. */
public final class Deliveries implements AutoCloseable {
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  private final List<Opened> all = new CopyOnWriteArrayList<>();

  private record Opened(Delivery delivery, Map<Location, Front> fronts) {}

  /**
   * Opens the ports of a distribution.
   *
   * @return by location
   */
  public Map<Location, Integer> open(Delivery delivery) {
    Map<Location, Front> fronts = new EnumMap<>(Location.class);
    all.add(new Opened(delivery, fronts));
    Map<Location, Integer> ports = new EnumMap<>(Location.class);
    for (Location location : Location.values()) {
      Front front = Front.open(0, IDLE_TIMEOUT);
      front.serve(delivery.at(location));
      fronts.put(location, front);
      ports.put(location, front.port());
    }
    return ports;
  }

  /**
   * Returns the ports of a distribution's locations.
   *
   * @param logicalId empty: the only one
   * @throws StageException if there is no such distribution, or more than one if none is named
   */
  public Map<Location, Integer> ports(String logicalId) {
    Map<Location, Integer> ports = new EnumMap<>(Location.class);
    find(logicalId).fronts().forEach((location, front) -> ports.put(location, front.port()));
    return ports;
  }

  /**
   * Invalidates paths in all caches of a distribution.
   *
   * @param logicalId empty: the only one
   * @return how many answers were removed
   * @throws StageException as {@link #ports}, or if a path cannot be invalidated
   */
  public int invalidate(String logicalId, List<String> paths) {
    return find(logicalId).delivery().invalidate(paths);
  }

  private Opened find(String logicalId) {
    List<Opened> found = new ArrayList<>();
    for (Opened opened : all) {
      if (logicalId.isEmpty() || opened.delivery().logicalId().equals(logicalId)) {
        found.add(opened);
      }
    }
    if (found.size() != 1) {
      throw new StageException(
          "there are "
              + found.size()
              + " distributions of buckets"
              + (logicalId.isEmpty() ? "; name one by its logical id" : " named " + logicalId));
    }
    return found.getFirst();
  }

  @Override
  public void close() {
    for (Opened opened : all) {
      opened.fronts().values().forEach(Front::close);
    }
    all.clear();
  }
}
