package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.service.Ground;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * What the fleet needs beside the ground.
 *
 * @param metrics takes what servers print
 * @param assets the cloud assembly's files, by bucket and key
 * @param trusting learns which keys servers trust: takes a logical id and the servers' variables
 */
record FleetWorld(
    Ground ground,
    EmbeddedMetrics metrics,
    BiFunction<String, String, Optional<Path>> assets,
    BiConsumer<String, Map<String, String>> trusting) {

  /** Returns the folder for the files of instances. */
  Path folder() {
    return ground.folder().resolve("fleet");
  }
}
