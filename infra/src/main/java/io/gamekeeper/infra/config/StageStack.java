package io.gamekeeper.infra.config;

import java.util.List;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** A stack of one stage: it is in the stage's account, and protected as the stage is. */
public abstract class StageStack extends Stack {
  private final StageConfig config;

  /** Creates a stack in the stage's own region. */
  protected StageStack(Construct scope, String id, StageConfig config, String description) {
    this(scope, id, config, config.region(), description);
  }

  /** Creates a stack that has to be in another region. */
  protected StageStack(
      Construct scope, String id, StageConfig config, String region, String description) {
    super(
        scope,
        id,
        StackProps.builder()
            .env(
                Environment.builder().account(config.account().orElse(null)).region(region).build())
            .description("Gamekeeper " + config.name().key() + ": " + description)
            .terminationProtection(config.protection().refusesDeletion())
            .build());
    this.config = config;
  }

  /** Returns the stage's settings. */
  public final StageConfig config() {
    return config;
  }

  /** Returns what happens to data when its stack is deleted. */
  protected final RemovalPolicy removalPolicy() {
    return config.protection().removalPolicy();
  }

  /** Returns the zones that the stage's settings state, so that synthesis needs no look-up. */
  @Override
  public List<String> getAvailabilityZones() {
    return config.availabilityZones();
  }
}
