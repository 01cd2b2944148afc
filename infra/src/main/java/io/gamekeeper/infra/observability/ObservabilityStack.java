package io.gamekeeper.infra.observability;

import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.function.BundledFunctions;
import software.constructs.Construct;

/** What watches the whole product, and belongs to no capability of it. */
public final class ObservabilityStack extends StageStack {

  /** Creates the stack below a stage. */
  public ObservabilityStack(
      Construct scope, String id, StageConfig config, BundledFunctions.Props props, Alarms alarms) {
    super(scope, id, config, "What players experience, and metrics of players and of the business");
    new PlayerExperience(this, "PlayerExperience", config);
    new PlayerMetrics(this, "PlayerMetrics", new PlayerMetrics.Props(props, alarms));
  }
}
