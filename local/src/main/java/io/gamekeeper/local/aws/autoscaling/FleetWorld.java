package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.network.Subnets;
import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.target.DeployedConfigurations;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The parts of the stage that the fleet needs.
 *
 * @param folder for the files of instances
 * @param cloudWatch the names that alarms can watch
 * @param configurations what the instances' agent serves
 * @param assets the cloud assembly's files, by bucket and key
 * @param services the stage's AWS services
 * @param trusting learns which keys servers trust: takes a logical id and the servers' variables
 */
public record FleetWorld(
    Path folder,
    AccessControl control,
    Subnets subnets,
    LogStore logs,
    EmbeddedMetrics metrics,
    CloudWatchNames cloudWatch,
    ErrorLog errors,
    WebHosts web,
    Targets.Source targets,
    DeployedConfigurations configurations,
    BiFunction<String, String, Optional<Path>> assets,
    Supplier<StageWorld> services,
    BiConsumer<String, Map<String, String>> trusting) {}
