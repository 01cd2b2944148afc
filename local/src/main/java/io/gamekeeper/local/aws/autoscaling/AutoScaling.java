package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Amazon EC2 Auto Scaling, with the instances that its groups launch and their AppConfig. */
public final class AutoScaling implements StageService {
  private final Fleet fleet;

  /**
   * A service without groups.
   *
   * @param assets the cloud assembly's files, by bucket and key
   * @param trusting sees which keys servers trust: a logical id, and the servers' variables
   */
  public AutoScaling(
      Ground ground,
      BiFunction<String, String, Optional<Path>> assets,
      BiConsumer<String, Map<String, String>> trusting) {
    this.fleet =
        Fleet.open(
            ground,
            assets,
            trusting,
            Path.of(System.getProperty("user.home"), ".cache", "gamekeeper"));
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return fleet.resourceTypes();
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
