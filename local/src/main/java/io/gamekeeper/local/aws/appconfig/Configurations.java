package io.gamekeeper.local.aws.appconfig;

import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** AppConfig's applications, and what is deployed in their environments. */
public final class Configurations {
  /**
   * Those that every account has.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-deployment-strategy-predefined.html">Using
   *     predefined deployment strategies</a>
   */
  private static final Map<String, Duration> PREDEFINED =
      Map.of(
          "AppConfig.AllAtOnce", Duration.ofMinutes(10),
          "AppConfig.Canary10Percent20Minutes", Duration.ofMinutes(20 + 10),
          "AppConfig.Linear20PercentEvery6Minutes", Duration.ofMinutes(30 + 30),
          "AppConfig.Linear50PercentEvery30Seconds", Duration.ofMinutes(1 + 1));

  private final Map<String, String> idsByName = new ConcurrentHashMap<>();
  private final Map<String, Version> versions = new ConcurrentHashMap<>();
  private final Map<String, Deployed> deployed = new ConcurrentHashMap<>();

  /** How long a deployment by a strategy takes, its bake time included. */
  private final Map<String, Duration> strategies = new ConcurrentHashMap<>(PREDEFINED);

  /** Until when an environment takes no further deployment. */
  private final Map<String, Instant> busy = new ConcurrentHashMap<>();

  private final InstantSource clock;

  /** One hosted version of a document. */
  public record Version(String content, String contentType) {}

  /** What the agent serves. */
  public record Deployed(String arn, String version, Version document) {}

  /** How a request for a deployment ends. */
  enum Outcome {
    STARTED,
    NO_VERSION,
    NO_STRATEGY,
    /** AppConfig deploys to an environment one at a time, whichever profile it is. */
    ANOTHER_IN_PROGRESS
  }

  /** What is deployed by what, and how fast. */
  record Request(
      String application, String environment, String profile, String version, String strategy) {}

  public Configurations(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Makes an id findable by its name.
   *
   * @param scope within which names are unique
   */
  void name(String scope, String name, String id) {
    idsByName.put(scope + "/" + name, id);
  }

  void addVersion(String application, String profile, String number, Version version) {
    versions.put(String.join("/", application, profile, number), version);
  }

  void addStrategy(String id, Duration takes) {
    strategies.put(id, takes);
  }

  /**
   * Deploys a version. It is served at once; its environment takes no other before the time of its
   * strategy is over.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_StartDeployment.html">StartDeployment</a>
   */
  Outcome deploy(AwsEnvironment home, Request request) {
    @Nullable Version version =
        versions.get(String.join("/", request.application(), request.profile(), request.version()));
    if (version == null) {
      return Outcome.NO_VERSION;
    }
    @Nullable Duration takes = strategies.get(request.strategy());
    if (takes == null) {
      return Outcome.NO_STRATEGY;
    }
    Instant now = clock.instant();
    String where = request.application() + "/" + request.environment();
    if (busy.getOrDefault(where, now).isAfter(now)) {
      return Outcome.ANOTHER_IN_PROGRESS;
    }
    busy.put(where, now.plus(takes));
    String arn =
        home.arn(
            "appconfig",
            "application/%s/environment/%s/configuration/%s"
                .formatted(request.application(), request.environment(), request.profile()));
    deployed.put(where + "/" + request.profile(), new Deployed(arn, request.version(), version));
    return Outcome.STARTED;
  }

  /** What is deployed; each of the three is given by its name or its id. */
  public Optional<Deployed> find(String application, String environment, String profile) {
    String app = id("application", application);
    return Optional.ofNullable(
        deployed.get(
            String.join(
                "/", app, id("environment/" + app, environment), id("profile/" + app, profile))));
  }

  private String id(String scope, String nameOrId) {
    return idsByName.getOrDefault(scope + "/" + nameOrId, nameOrId);
  }
}
