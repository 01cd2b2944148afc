package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A distribution: its behaviours, and its caches. */
public final class Delivery {
  /** How long CloudFront keeps an error, unless a template says otherwise. */
  static final Duration ERRORS_KEPT = Duration.ofSeconds(10);

  private static final long SHIELD_BYTES = 128L << 20;
  private static final long LOCATION_BYTES = 64L << 20;

  private final String logicalId;
  private final String domain;
  private final Settings settings;
  private final StageTime time;
  private final Tier shield;
  private final Map<Location, EdgeLocation> locations = new EnumMap<>(Location.class);

  /**
   * The settings of a distribution in its template.
   *
   * @param behaviors in the order in which they are tried; the last matches everything
   * @param errorsKept how long an error is kept, by its status
   * @param rootObject the object for the root path
   */
  public record Settings(
      List<Behavior> behaviors, Map<Integer, Duration> errorsKept, Optional<String> rootObject) {
    public Settings {
      behaviors = List.copyOf(behaviors);
      errorsKept = Map.copyOf(errorsKept);
    }
  }

  /**
   * Creates a distribution with empty caches.
   *
   * @param domain the name that CloudFront gives it
   */
  public Delivery(String logicalId, String domain, Settings settings, StageTime time) {
    this.logicalId = logicalId;
    this.domain = domain;
    this.settings = settings;
    this.time = time;
    this.shield = new Tier(time.clock(), SHIELD_BYTES);
    for (Location location : Location.values()) {
      locations.put(
          location, new EdgeLocation(this, location, new Tier(time.clock(), LOCATION_BYTES), time));
    }
  }

  public String domain() {
    return domain;
  }

  /** Returns the site that clients near a location reach. */
  public Site at(Location location) {
    EdgeLocation site = locations.get(location);
    if (site == null) {
      throw new IllegalStateException("created with the distribution: " + location);
    }
    return site;
  }

  Behavior behavior(String path) {
    for (Behavior behavior : settings.behaviors()) {
      if (behavior.path().matches(path)) {
        return behavior;
      }
    }
    throw new IllegalStateException("the default behaviour of " + logicalId + " matches all");
  }

  /** Returns the path at the origin. */
  String originPath(String path) {
    return path.equals("/") ? "/" + settings.rootObject().orElse("") : path;
  }

  /** Returns the answer of the shield for a key, which it fetches from the origin if need be. */
  CachedAnswer fromShield(String key, String path, Behavior behavior) throws IOException {
    return shield.find(key, stale -> fromOrigin(path, behavior, stale)).answer();
  }

  private CachedAnswer fromOrigin(String path, Behavior behavior, @Nullable CachedAnswer stale)
      throws IOException {
    Optional<String> etag =
        stale == null || stale.answer().etag().isEmpty()
            ? Optional.empty()
            : Optional.of(stale.answer().etag());
    Origin.Fetched fetched = behavior.origin().fetch(path, etag);
    Instant now = time.clock().instant();
    if (fetched.status() == 304 && stale != null) {
      return new CachedAnswer(
          stale.answer(), now, now.plus(behavior.cache().freshFor(stale.answer().cacheControl())));
    }
    Duration kept =
        fetched.status() >= 400
            ? settings.errorsKept().getOrDefault(fetched.status(), ERRORS_KEPT)
            : behavior.cache().freshFor(fetched.cacheControl());
    return new CachedAnswer(fetched, now, now.plus(kept));
  }
}
