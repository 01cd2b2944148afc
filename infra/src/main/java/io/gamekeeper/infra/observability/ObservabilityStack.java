package io.gamekeeper.infra.observability;

import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import software.constructs.Construct;

/** What watches the whole product, and belongs to no capability of it. */
public final class ObservabilityStack extends StageStack {

  /** Creates the stack below a stage. */
  public ObservabilityStack(Construct scope, String id, StageConfig config) {
    super(scope, id, config, "What players experience");
    new PlayerExperience(this, "PlayerExperience", config);
  }
}
