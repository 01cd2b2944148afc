package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameServerContract;
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

  /**
   * What the fleet is built on.
   *
   * @param vpc where servers run
   * @param listener where players arrive
   * @param configuration the stage's application in AppConfig
   * @param claims the Redis in which servers agree on who holds a player's session
   * @param alarms where alarms are raised
   * @param release the server's release, as the build left it
   */
  public record Props(
      IVpc vpc,
      IApplicationListener listener,
      CfnApplication configuration,
      Ranking claims,
      Alarms alarms,
      Path release) {
    public Props {
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(listener);
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
  }
}
