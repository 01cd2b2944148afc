package io.gamekeeper.local.lambda;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unpacked zips of a stage. Many functions come from one zip: its content is hashed and
 * unpacked once.
 */
public final class Bundles {
  private final Path folder;
  private final Map<Path, FunctionBundle> byZip = new ConcurrentHashMap<>();

  /** Bundles below a folder, where those of an earlier start may lie already. */
  public Bundles(Path folder) {
    this.folder = folder;
  }

  /**
   * The bundle of a function's zip; whoever comes second waits until it is unpacked.
   *
   * @throws io.gamekeeper.local.StageException if the zip is not there or is at fault
   */
  FunctionBundle of(FunctionConfig config) {
    return byZip.computeIfAbsent(
        config.zip(), zip -> FunctionBundle.unpack(config.logicalId(), zip, folder));
  }
}
