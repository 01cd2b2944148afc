package io.gamekeeper.infra.observability;

import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.function.BundledFunctions;
import java.util.List;
import software.constructs.Construct;

/** What watches the game as a whole; what watches one part of it is in that part's stack. */
public final class ObservabilityStack extends StageStack {

  /**
   * Creates the stack below a stage, after all stacks whose metrics it shows.
   *
   * @param functions what its functions are made of
   * @param stacksWithLogs the stacks whose log groups are queried
   */
  public ObservabilityStack(
      Construct scope,
      String id,
      StageConfig config,
      BundledFunctions.Props functions,
      Alarms alarms,
      Dashboards.Props dashboards,
      List<StageStack> stacksWithLogs) {
    super(scope, id, config, "What players experience, what they do, and the game's dashboards");
    new PlayerExperience(this, "PlayerExperience", config);
    new PlayerMetrics(this, "PlayerMetrics", new PlayerMetrics.Props(functions, alarms));
    new Dashboards(this, "Dashboards", config, dashboards);
    new SavedQueries(this, "SavedQueries", config);
    stacksWithLogs.forEach(this::addStackDependency);
  }
}
