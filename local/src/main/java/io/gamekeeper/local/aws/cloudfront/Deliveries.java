package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.time.Agenda;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The distributions of a stage, each location of each on a port of its own. */
public final class Deliveries implements AutoCloseable {
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  private final List<Opened> all = new CopyOnWriteArrayList<>();
  private final Agenda agenda;

  public Deliveries(Agenda agenda) {
    this.agenda = agenda;
  }

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
      front.serve(delivery.at(location), agenda);
      fronts.put(location, front);
      ports.put(location, front.port());
    }
    return ports;
  }

  /**
   * Returns the ports of the locations of the only distribution.
   *
   * @throws StageException if there is none, or more than one to choose from
   */
  public Map<Location, Integer> ports() {
    if (all.size() != 1) {
      throw new StageException(
          "the templates declare " + all.size() + " distributions of buckets, where one is needed");
    }
    Map<Location, Integer> ports = new EnumMap<>(Location.class);
    all.getFirst().fronts().forEach((location, front) -> ports.put(location, front.port()));
    return ports;
  }

  @Override
  public void close() {
    for (Opened opened : all) {
      opened.fronts().values().forEach(Front::close);
    }
    all.clear();
  }
}
