package io.gamekeeper.local.aws.appconfig;

import io.gamekeeper.local.target.DeployedConfigurations;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** AppConfig's applications, and the configurations deployed in their environments. */
final class Configurations implements DeployedConfigurations {
  /**
   * The strategies that every account has, and how long they take.
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

  /** The time until which an environment takes no further deployment. */
  private final Map<String, Instant> busy = new ConcurrentHashMap<>();

  private final InstantSource clock;

  /** One hosted version of a document. */
  record Version(String content, String contentType) {}

  /** The outcome of a request for a deployment. */
  enum Outcome {
    STARTED,
    NO_VERSION,
    NO_STRATEGY,
    /** AppConfig makes one deployment at a time in an environment, of all profiles together. */
    ANOTHER_IN_PROGRESS
  }

  /** A request for a deployment, all by id. */
  record Request(
      String application, String environment, String profile, String version, String strategy) {}

  Configurations(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Names an id.
   *
   * @param scope the one in which names are unique
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
   * Deploys a version. It is served at once; its environment takes no other until the strategy's
   * time is over.
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
    deployed.put(
        where + "/" + request.profile(),
        new Deployed(arn, request.version(), version.content(), version.contentType()));
    return Outcome.STARTED;
  }

  @Override
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
