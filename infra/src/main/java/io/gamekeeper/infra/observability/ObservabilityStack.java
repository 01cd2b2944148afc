package io.gamekeeper.infra.observability;

import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.function.BundledFunctions;
import software.constructs.Construct;

/** What is measured and shown of the whole game, beside the alarms of each capability. */
public final class ObservabilityStack extends StageStack {

  /** Creates the stack below a stage. */
  public ObservabilityStack(
      Construct scope, String id, StageConfig config, BundledFunctions.Props props, Alarms alarms) {
    super(scope, id, config, "Metrics of players and of the business");
    new PlayerMetrics(this, "PlayerMetrics", new PlayerMetrics.Props(props, alarms));
  }
}
