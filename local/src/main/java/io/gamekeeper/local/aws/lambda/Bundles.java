package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unpacked zips of a stage. Many functions come from one zip: its content is hashed, unpacked
 * and indexed once.
 */
public final class Bundles implements AutoCloseable {
  private final Path folder;
  private final Map<Path, FunctionBundle> byZip = new ConcurrentHashMap<>();
  private final Map<FunctionBundle, Code> code = new ConcurrentHashMap<>();

  /**
   * What a bundle's functions are loaded from.
   *
   * @param libraries those of its libraries that all of them share
   */
  record Code(ClassPath classPath, ClassLoader libraries) {}

  /** Bundles below a folder, where those of an earlier start may lie already. */
  public Bundles(Path folder) {
    this.folder = folder;
  }

  /**
   * The bundle of a function's zip; whoever comes second waits until it is unpacked.
   *
   * @throws io.gamekeeper.local.service.StageException if the zip is not there or is at fault
   */
  FunctionBundle of(FunctionConfig config) {
    return byZip.computeIfAbsent(
        config.zip(), zip -> FunctionBundle.unpack(config.logicalId(), zip, folder));
  }

  /**
   * The code of a function's zip; whoever comes second waits until it is indexed.
   *
   * @throws io.gamekeeper.local.service.StageException if the zip is not there or is at fault
   */
  Code codeOf(FunctionConfig config) {
    return code.computeIfAbsent(
        of(config),
        bundle -> {
          try {
            ClassPath classPath = bundle.classPath();
            return new Code(
                classPath,
                BundleClassLoader.ofStatelessLibraries(
                    String.valueOf(config.zip().getFileName()), classPath));
          } catch (IOException e) {
            throw StageException.of(config.logicalId(), "its unpacked zip cannot be read: " + e, e);
          }
        });
  }

  /** Lets go of the jars; functions can load no more classes. */
  @Override
  public void close() throws IOException {
    for (Code loaded : code.values()) {
      loaded.classPath().close();
    }
  }
}
