package io.gamekeeper.fleet;

import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Json;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the instance's metadata service (version 2) whether the instance has to leave: for good,
 * back to its group's warm pool, or because EC2 reclaims a Spot instance.
 */
final class InstanceWatch {
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** The time between the end of the drain and the moment at which EC2 reclaims the instance. */
  static final Duration SPOT_MARGIN = Duration.ofSeconds(15);

  private static final Duration UNTIL_REACHED = Duration.ofSeconds(1);

  /** The time-out of one call; a look makes two, and two more for each if the token has expired. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The longest look that still tells something. {@code multipliedBy} would load BigDecimal. */
  static final Duration LONGEST_LOOK = Duration.ofSeconds(4 * TIMEOUT.toSeconds());

  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
  private static final String TOKEN_SECONDS = "21600";

  /**
   * States that an instance can be on its way to, from the Auto Scaling guide, "Retrieve the target
   * lifecycle state through instance metadata".
   */
  private static final String IN_SERVICE = "InService";

  private static final String TERMINATED = "Terminated";
  private static final String IN_WARM_POOL = "Warmed:";

  private final URI endpoint;
  private final Duration drain;
  private final WebClient web;
  private final Readiness readiness;
  private final Consumer<Departure> leave;
  private final Timing timing;
  private final Log log;
  private @Nullable String token;
  private boolean told;

  /**
   * Whether this server was ever meant to take players; in the warm pool it gets ready and is
   * stopped.
   */
  private boolean wasToServe;

  InstanceWatch(
      URI endpoint,
      Duration drain,
      WebClient web,
      Readiness readiness,
      Consumer<Departure> leave,
      Timing timing,
      Log log) {
    this.endpoint = endpoint;
    this.drain = drain;
    this.web = web;
    this.readiness = readiness;
    this.leave = leave;
    this.timing = timing;
    this.log = log;
  }

  /** Looks once, then waits. */
  void look() throws InterruptedException {
    boolean reached = false;
    try {
      Optional<Departure> departure = departure();
      readiness.has(Readiness.Dependency.METADATA, Readiness.State.OK);
      reached = true;
      if (departure.isPresent() && !told) {
        told = true;
        leave.accept(departure.get());
      }
    } catch (IOException e) {
      if (readiness.misses(Readiness.Dependency.METADATA)) {
        log.warn("metadataLost", "why", e.toString());
      }
    }
    timing.sleep(reached ? BETWEEN_LOOKS : UNTIL_REACHED);
  }

  private Optional<Departure> departure() throws IOException {
    Optional<String> spot = read("spot/instance-action");
    if (spot.isPresent()) {
      return Optional.of(new Departure("spot interruption", untilInterruption(spot.get())));
    }
    return read("autoscaling/target-lifecycle-state").flatMap(state -> towards(state.strip()));
  }

  private Optional<Departure> towards(String state) {
    if (state.equals(IN_SERVICE)) {
      wasToServe = true;
      return Optional.empty();
    }
    if (state.equals(TERMINATED)) {
      return Optional.of(new Departure("the group ends the instance", drain));
    }
    return wasToServe && state.startsWith(IN_WARM_POOL)
        ? Optional.of(new Departure("the group takes the instance back into its warm pool", drain))
        : Optional.empty();
  }

  private Duration untilInterruption(String notice) throws IOException {
    if (!(Json.flatObject(notice).get("time") instanceof String time)) {
      throw new IOException("the spot notice has no time");
    }
    try {
      Duration left = Duration.between(timing.now(), Instant.parse(time)).minus(SPOT_MARGIN);
      return left.isNegative() ? Duration.ZERO : left.compareTo(drain) < 0 ? left : drain;
    } catch (DateTimeParseException e) {
      throw new IOException("the spot notice's time cannot be read: " + time, e);
    }
  }

  private Optional<String> read(String path) throws IOException {
    WebClient.Response response = get(path);
    if (response.status() == 401) { // the token has run out
      token = null;
      response = get(path);
    }
    return switch (response.status()) {
      case 200 -> Optional.of(response.body());
      case 404 -> Optional.empty();
      default -> throw new IOException(path + " answers " + response.status());
    };
  }

  private WebClient.Response get(String path) throws IOException {
    return web.send(
        new WebClient.Request(
            "GET",
            endpoint.resolve("/latest/meta-data/" + path),
            Map.of(TOKEN_HEADER, currentToken()),
            null),
        TIMEOUT);
  }

  private String currentToken() throws IOException {
    String known = token;
    if (known == null) {
      WebClient.Response response =
          web.send(
              new WebClient.Request(
                  "PUT",
                  endpoint.resolve("/latest/api/token"),
                  Map.of(TOKEN_HEADER + "-ttl-seconds", TOKEN_SECONDS),
                  ""),
              TIMEOUT);
      if (response.status() != 200) {
        throw new IOException("the metadata service gives no token: " + response.status());
      }
      known = response.body();
      token = known;
    }
    return known;
  }
}
