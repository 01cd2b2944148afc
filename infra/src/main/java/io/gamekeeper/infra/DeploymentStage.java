package io.gamekeeper.infra;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.core.CoreStack;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.edge.EdgeStack;
import io.gamekeeper.infra.gameapi.GameApiStack;
import io.gamekeeper.infra.network.NetworkStack;
import java.nio.file.Path;
import java.util.function.Function;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** One whole deployment of the product: a stack per lifecycle. */
final class DeploymentStage extends Stage {

  DeploymentStage(Construct scope, StageConfig config, Function<Bundle, Path> zips) {
    super(scope, config.name().constructId());
    new CoreStack(this, "Core", config);
    NetworkStack network = new NetworkStack(this, "Network", config);
    DataStack data = new DataStack(this, "Data", config, network.vpc());
    EdgeStack edge = new EdgeStack(this, "Edge", config, network.vpc());
    new GameApiStack(
        this,
        "GameApi",
        config,
        new GameApiStack.Props(zips.apply(Bundle.GAME_API), network.vpc(), data, edge.listener()));
    Tags.of(this).add("gamekeeper:stage", config.name().key());
  }
}
