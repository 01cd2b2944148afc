package io.gamekeeper.infra.observability;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.dashboards.FunctionMetrics;
import io.gamekeeper.dashboards.GameOperationsDashboard;
import io.gamekeeper.dashboards.InGameEventDashboard;
import io.gamekeeper.dashboards.LoadBalancerMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.fleet.FleetStack;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.constructs.Construct;

/** The dashboards that show several parts of the game together. */
public final class Dashboards extends Construct {

  /**
   * What they show.
   *
   * @param alarms all alarms of the stage, which are declared by now
   * @param loadBalancer the load balancer's metrics
   * @param fleet the game servers
   * @param data the stores
   * @param functions the functions that players wait for
   * @param appMonitor the name of the app monitor to which clients report, if there is one
   */
  public record Props(
      Alarms alarms,
      LoadBalancerMetrics loadBalancer,
      FleetStack fleet,
      DataStack data,
      List<FunctionMetrics> functions,
      Optional<String> appMonitor) {
    public Props {
      Objects.requireNonNull(alarms);
      Objects.requireNonNull(loadBalancer);
      Objects.requireNonNull(fleet);
      Objects.requireNonNull(data);
      functions = List.copyOf(functions);
      Objects.requireNonNull(appMonitor);
    }
  }

  Dashboards(Construct scope, String id, StageConfig config, Props props) {
    super(scope, id);
    Metrics metrics = new Metrics(config.name().key(), config.metricsNamespace());
    if (config.shows(GameDashboard.GAME_OPERATIONS)) {
      new GameOperationsDashboard(
          this,
          "GameOperations",
          new GameOperationsDashboard.Props(
              metrics,
              props.loadBalancer(),
              props.fleet().servers(),
              props.fleet().release(),
              props.functions(),
              props.data().paymentDatabase().identifier(),
              props.data().paymentDatabase().identifier(),
              props.data().ranking().firstNodes(),
              props.appMonitor(),
              props.alarms().thatTell()));
    }
    if (config.shows(GameDashboard.IN_GAME_EVENT)) {
      new InGameEventDashboard(
          this,
          "InGameEvent",
          new InGameEventDashboard.Props(
              metrics,
              props.loadBalancer(),
              props.fleet().servers(),
              config.fleet().onDemand().max(),
              config.fleet().playersPerServer()));
    }
  }
}
