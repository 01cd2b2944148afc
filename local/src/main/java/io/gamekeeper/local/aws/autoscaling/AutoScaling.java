package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.target.DeployedConfigurations;
import io.gamekeeper.local.template.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Amazon EC2 Auto Scaling, with the instances that its groups launch. */
public final class AutoScaling implements StageService {
  private final Fleet fleet;
  private final FleetOperations operations;

  /**
   * A service without groups.
   *
   * @param configurations what the instances' agent serves
   * @param assets the cloud assembly's files, by bucket and key
   * @param trusting sees which keys servers trust: a logical id, and the servers' variables
   */
  public AutoScaling(
      Ground ground,
      DeployedConfigurations configurations,
      BiFunction<String, String, Optional<Path>> assets,
      BiConsumer<String, Map<String, String>> trusting) {
    this.fleet =
        Fleet.open(
            ground,
            configurations,
            assets,
            trusting,
            Path.of(System.getProperty("user.home"), ".cache", "gamekeeper"));
    this.operations = new FleetOperations(fleet, ground.ids());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return fleet.resourceTypes();
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(operations.service());
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("autoscaling", operations::needs);
  }

  /** Lets all groups begin to launch. */
  @Override
  public void start() {
    fleet.start();
  }

  @Override
  public void close() {
    try {
      fleet.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the fleet's folder cannot be removed", e);
    }
  }

  public Fleet fleet() {
    return fleet;
  }
}
