package io.gamekeeper.local.fleet;

import io.gamekeeper.local.assembly.AwsEnvironment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** AppConfig's applications, and what is deployed in their environments. */
public final class Configurations {
  private final Map<String, String> idsByName = new ConcurrentHashMap<>();
  private final Map<String, Version> versions = new ConcurrentHashMap<>();
  private final Map<String, Deployed> deployed = new ConcurrentHashMap<>();

  /** One hosted version of a document. */
  record Version(String content, String contentType) {}

  /** What the agent serves. */
  record Deployed(String arn, String version, Version document) {}

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

  /**
   * Deploys a version at once.
   *
   * @return false if there is no such version
   */
  boolean deploy(
      AwsEnvironment home, String application, String environment, String profile, String number) {
    @Nullable Version version = versions.get(String.join("/", application, profile, number));
    if (version == null) {
      return false;
    }
    String arn =
        home.arn(
            "appconfig",
            "application/%s/environment/%s/configuration/%s"
                .formatted(application, environment, profile));
    deployed.put(
        String.join("/", application, environment, profile), new Deployed(arn, number, version));
    return true;
  }

  /** What is deployed; each of the three is given by its name or its id. */
  Optional<Deployed> find(String application, String environment, String profile) {
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
