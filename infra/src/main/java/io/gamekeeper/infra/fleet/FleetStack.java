package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.dashboards.FleetDashboard;
import io.gamekeeper.dashboards.LoadBalancerMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.FleetConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.Ranking;
import java.nio.file.Path;
import java.util.Objects;
import software.amazon.awscdk.services.appconfig.CfnApplication;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.constructs.Construct;

/** The game servers: two groups of instances behind one route. */
public final class FleetStack extends StageStack {

  private final String servers;
  private final String release;

  /**
   * What the fleet is built on.
   *
   * @param vpc where servers run
   * @param listener where players arrive
   * @param balancer what the load balancer measures
   * @param configuration the stage's application in AppConfig
   * @param claims the Redis in which servers agree on who holds a player's session
   * @param alarms where alarms are raised
   * @param release the server's release, as the build left it
   */
  public record Props(
      IVpc vpc,
      IApplicationListener listener,
      LoadBalancerMetrics balancer,
      CfnApplication configuration,
      Ranking claims,
      Alarms alarms,
      Path release) {
    public Props {
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(listener);
      Objects.requireNonNull(balancer);
      Objects.requireNonNull(configuration);
      Objects.requireNonNull(claims);
      Objects.requireNonNull(alarms);
      Objects.requireNonNull(release);
    }
  }

  /** Creates the stack below a stage. */
  public FleetStack(Construct scope, String id, StageConfig config, Props props) {
    super(scope, id, config, "Game servers and their scaling");
    FleetConfig fleet = config.fleet();
    String stage = config.name().key();

    PlayerRoute route =
        new PlayerRoute(
            this, "Players", new PlayerRoute.Props(config, props.vpc(), props.listener()));
    ServerTemplates templates =
        new ServerTemplates(
            this,
            "Server",
            new ServerTemplates.Props(
                config,
                props.vpc(),
                props.listener(),
                new ServerConfiguration(
                    this,
                    "Configuration",
                    new ServerConfiguration.Props(config, props.configuration())),
                props.claims(),
                props.release(),
                removalPolicy()));
    FleetAlarms alarms =
        new FleetAlarms(
            this,
            "Health",
            new FleetAlarms.Props(config, props.alarms(), route.targets(), templates.release()));
    ServerGroup onDemand =
        new ServerGroup(
            this,
            "OnDemand",
            new ServerGroup.Props(
                GameServerContract.onDemandGroup(stage),
                fleet.onDemand(),
                new ServerGroup.Capacity.OnDemand(fleet.warm()),
                config,
                props.vpc(),
                route,
                templates,
                alarms.ofTheRelease()));
    ServerGroup spot =
        new ServerGroup(
            this,
            "Spot",
            new ServerGroup.Props(
                GameServerContract.spotGroup(stage),
                fleet.spot(),
                new ServerGroup.Capacity.Spot(fleet.instanceTypes()),
                config,
                props.vpc(),
                route,
                templates,
                alarms.ofTheRelease()));

    FleetScaling scaling = new FleetScaling(this, "Scaling", config);
    scaling.onDemand(onDemand, alarms);
    scaling.spot(spot);
    servers = route.targets().getTargetGroupFullName();
    release = templates.release();
    if (config.shows(GameDashboard.FLEET)) {
      new FleetDashboard(
          this,
          "Dashboard",
          new FleetDashboard.Props(
              new Metrics(stage, config.metricsNamespace()),
              props.balancer(),
              servers,
              release,
              fleet.onDemand().max(),
              props.alarms().thatTell(GameDashboard.FLEET)));
    }
  }

  /** Returns the servers' target group as the load balancer's metrics name it. */
  public String servers() {
    return servers;
  }

  /** Returns the release of the game server that is deployed. */
  public String release() {
    return release;
  }
}
