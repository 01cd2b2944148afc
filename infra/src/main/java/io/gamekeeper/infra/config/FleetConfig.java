package io.gamekeeper.infra.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The game servers' fleet: a group of on-demand instances that carries it, and a group of Spot
 * instances that makes it cheaper.
 *
 * @param release the server's release, below the project's root; empty for the reference server
 * @param instanceTypes arm64 types; on-demand instances are of the first type, Spot instances of
 *     the types that AWS has most of
 * @param onDemand how many on-demand instances
 * @param warm how many stopped ones wait to be started
 * @param spot how many Spot instances
 * @param playersPerServer how many players per server the groups aim at
 * @param maxPlayersPerServer how many sessions a server holds; one more is refused
 * @param drainSeconds how long players may finish what they play before their server goes
 * @param predictiveScaling what is done with the forecast of players
 */
public record FleetConfig(
    Optional<String> release,
    List<String> instanceTypes,
    Size onDemand,
    int warm,
    Size spot,
    int playersPerServer,
    int maxPlayersPerServer,
    int drainSeconds,
    Forecast predictiveScaling) {
  private static final Pattern RELEASE = Pattern.compile("[^/\\s][^\\s]*\\.tar\\.gz");
  private static final Pattern ARM64 =
      Pattern.compile("(a1|t4g|[a-z]+\\d+g[a-z]*)\\.(medium|\\d*x?large)");
  private static final int MOST_SERVERS = 1000;

  /** The part of the heap that the server needs without players. */
  private static final int BASE_HEAP_MIB = 128;

  private static final int LEAST_HEAP_MIB = 256;

  /**
   * Half of it may hold messages for a client that reads too slowly; the rest is for the
   * connection, the place in a room, and garbage between two collections.
   */
  private static final int HEAP_KIB_PER_PLAYER = 256;

  /** The least that an arm64 type has. */
  private static final int MEMORY_MIB_PER_CPU = 2048;

  /** What CloudFormation allows a stack event to wait for, less the time to stop. */
  private static final int LONGEST_DRAIN = 3000;

  public FleetConfig {
    instanceTypes = List.copyOf(instanceTypes);
  }

  /**
   * Returns the largest heap of a server, by the number of its players and not by its instance's
   * memory: a heap that nobody needs makes collections rarer and longer, and a tick does not wait.
   */
  public int heapMiB() {
    return Math.max(
        LEAST_HEAP_MIB, BASE_HEAP_MIB + maxPlayersPerServer * HEAP_KIB_PER_PLAYER / 1024);
  }

  /** Returns the least memory that the smallest of the types has. */
  private int memoryMiB() {
    return instanceTypes.stream().mapToInt(FleetConfig::cpus).min().orElse(1) * MEMORY_MIB_PER_CPU;
  }

  private static int cpus(String instanceType) {
    String size = instanceType.substring(instanceType.indexOf('.') + 1);
    return switch (size) {
      case "medium" -> 1;
      case "large" -> 2;
      case "xlarge" -> 4;
      default -> 4 * Integer.parseInt(size.replaceAll("\\D", ""));
    };
  }

  /** How many servers a group has at least and at most. */
  public record Size(int min, int max) {}

  private record OnDemand(Size size, int warm) {}

  /** What predictive scaling does. */
  public enum Forecast {
    /** Shows what it would do. */
    ONLY,
    /** Starts servers before the players come. */
    AND_SCALE
  }

  static FleetConfig read(ConfigObject fleet) {
    // A single server would leave none while it is replaced.
    OnDemand onDemand =
        fleet.object(
            "onDemand",
            group -> new OnDemand(size(group, 2), group.integer("warm", 0, MOST_SERVERS)));
    Size spot = fleet.object("spot", group -> size(group, 0));
    FleetConfig read =
        new FleetConfig(
            fleet.optionalText(
                "release",
                RELEASE,
                "a path to a .tar.gz, relative to the project's root and without spaces"),
            fleet.distinctTexts(
                "instanceTypes", 1, 20, ARM64, "arm64 instance types such as c7g.large"),
            onDemand.size(),
            onDemand.warm(),
            spot,
            fleet.integer("playersPerServer", 1, 100_000),
            fleet.integer("maxPlayersPerServer", 1, 100_000),
            fleet.integer("drainSeconds", 1, LONGEST_DRAIN),
            fleet.constant("predictiveScaling", Forecast.class));
    fleet.check(
        read.maxPlayersPerServer() > read.playersPerServer(),
        "maxPlayersPerServer "
            + read.maxPlayersPerServer()
            + " must be more than playersPerServer "
            + read.playersPerServer()
            + ", or players are refused before servers are added");
    // The other half is for the JVM besides its heap, the kernel's sockets, agents and packages.
    fleet.check(
        read.heapMiB() <= read.memoryMiB() / 2,
        "maxPlayersPerServer %d needs a heap of %d MiB, more than half of the %d MiB that the smallest of instanceTypes has"
            .formatted(read.maxPlayersPerServer(), read.heapMiB(), read.memoryMiB()));
    return read;
  }

  private static Size size(ConfigObject group, int atLeast) {
    Size size =
        new Size(
            group.integer("min", atLeast, MOST_SERVERS),
            group.integer("max", atLeast, MOST_SERVERS));
    group.check(size.max() >= size.min(), "max " + size.max() + " is less than min " + size.min());
    return size;
  }
}
