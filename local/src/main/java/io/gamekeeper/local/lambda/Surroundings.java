package io.gamekeeper.local.lambda;

import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.Waiting;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What functions run in.
 *
 * @param platforms gives a function its view of the stage
 * @param bundles the unpacked zips
 */
public record Surroundings(
    InstantSource clock,
    Waiting waiting,
    Ids ids,
    LogStore logs,
    EmbeddedMetrics metrics,
    ErrorLog errors,
    Function<FunctionConfig, Platform> platforms,
    Bundles bundles) {}
