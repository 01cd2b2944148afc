package io.gamekeeper.infra.observability;

import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import software.constructs.Construct;

/** What watches the game as a whole; what watches one part of it is in that part's stack. */
public final class ObservabilityStack extends StageStack {
  /** Creates the stack below a stage, after all stacks whose metrics it shows. */
  public ObservabilityStack(
      Construct scope, String id, StageConfig config, Dashboards.Props dashboards) {
    super(scope, id, config, "Dashboards of the whole game");
    new Dashboards(this, "Dashboards", config, dashboards);
  }
}
