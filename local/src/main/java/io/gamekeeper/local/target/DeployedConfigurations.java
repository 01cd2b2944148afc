package io.gamekeeper.local.target;

import java.util.Optional;

/** What instances read of AppConfig. */
@FunctionalInterface
public interface DeployedConfigurations {

  /** Returns a deployed configuration; each of the three is given by its name or its id. */
  Optional<Deployed> find(String application, String environment, String profile);

  /**
   * A configuration that the agent serves.
   *
   * @param arn what a role must be allowed to read
   */
  record Deployed(String arn, String version, String content, String contentType) {}
}
