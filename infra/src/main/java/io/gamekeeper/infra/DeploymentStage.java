package io.gamekeeper.infra;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.PlayerExperienceMonitor;
import io.gamekeeper.dashboards.FunctionMetrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.asset.AssetDeliveryStack;
import io.gamekeeper.infra.asset.AssetsStack;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.core.CoreStack;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.edge.EdgeStack;
import io.gamekeeper.infra.edge.StandInStack;
import io.gamekeeper.infra.event.PlayerEventsStack;
import io.gamekeeper.infra.fleet.FleetStack;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.OperationsDoors;
import io.gamekeeper.infra.gameapi.GameApiStack;
import io.gamekeeper.infra.lake.LakeStack;
import io.gamekeeper.infra.network.NetworkStack;
import io.gamekeeper.infra.observability.Dashboards;
import io.gamekeeper.infra.observability.ObservabilityStack;
import io.gamekeeper.infra.oncall.OnCallStack;
import io.gamekeeper.infra.operations.OperationsStack;
import io.gamekeeper.infra.payment.PaymentsStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** One whole deployment of the product: a stack per lifecycle. */
final class DeploymentStage extends Stage {

  DeploymentStage(Construct scope, StageConfig config, Releases releases) {
    super(scope, config.name().constructId());
    CoreStack core = new CoreStack(this, "Core", config);
    Alarms alarms = new Alarms(config, core.alarmTopic());
    NetworkStack network = new NetworkStack(this, "Network", config);
    DataStack data = new DataStack(this, "Data", config, network.vpc(), core.alarmTopic(), alarms);
    LakeStack lake = new LakeStack(this, "Lake", config, alarms);
    EdgeStack edge = new EdgeStack(this, "Edge", config, network.vpc(), alarms);
    new StandInStack(this, "StandIn", config);
    AssetsStack assets = new AssetsStack(this, "Assets", config);
    new AssetDeliveryStack(this, "AssetDelivery", config).addStackDependency(assets);
    OperationsDoors doors =
        new OperationsDoors(
            config, edge.listener(), edge.loadBalancerArn(), data.operationsAudit().table());
    Function<Bundle, BundledFunctions.Props> functions =
        bundle ->
            new BundledFunctions.Props(
                bundle,
                releases.zip(bundle),
                config,
                network.vpc(),
                data,
                lake,
                core.eventBus(),
                edge.listener(),
                doors);
    GameApiStack gameApi =
        new GameApiStack(
            this, "GameApi", config, functions.apply(Bundle.GAME_API), edge.metrics(), alarms);
    PaymentsStack payments =
        new PaymentsStack(this, "Payments", config, functions.apply(Bundle.PAYMENT), alarms);
    FleetStack fleet =
        new FleetStack(
            this,
            "Fleet",
            config,
            new FleetStack.Props(
                network.vpc(),
                edge.listener(),
                edge.metrics(),
                core.configuration(),
                data.ranking(),
                alarms,
                releases.gameServer(config.fleet())));
    PlayerEventsStack events =
        new PlayerEventsStack(
            this, "PlayerEvents", config, functions.apply(Bundle.PLAYER_EVENTS), alarms);
    OnCallStack onCall =
        new OnCallStack(this, "OnCall", config, functions.apply(Bundle.ON_CALL), alarms);
    List<FunctionMetrics> forPlayers = new ArrayList<>(gameApi.answering());
    forPlayers.add(payments.ofPurchases());
    forPlayers.add(events.taking());
    OperationsStack operations =
        new OperationsStack(
            this,
            "Operations",
            config,
            functions.apply(Bundle.CONSOLE),
            List.of(
                gameApi.forOperators(),
                payments.forOperators(),
                events.forOperators(),
                onCall.forOperators()));
    new ObservabilityStack(
        this,
        "Observability",
        config,
        functions.apply(Bundle.INSIGHT),
        alarms,
        new Dashboards.Props(
            alarms,
            edge.metrics(),
            fleet,
            data,
            forPlayers,
            Optional.of(PlayerExperienceMonitor.name(config.name().key()))),
        List.of(gameApi, payments, fleet, events, onCall, operations));
    Tags.of(this).add("gamekeeper:stage", config.name().key());
  }
}
