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
   * The code of a bundle, from which its functions are loaded.
   *
   * @param libraries loader of the libraries that all of them share
   */
  record Code(ClassPath classPath, ClassLoader libraries) {}

  /** Creates the bundles below a folder, which may hold those of an earlier start already. */
  public Bundles(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the bundle of a function's zip; a second caller waits until it is unpacked.
   *
   * @throws io.gamekeeper.local.service.StageException if the zip does not exist or is faulty
   */
  FunctionBundle of(FunctionConfig config) {
    return byZip.computeIfAbsent(
        config.zip(), zip -> FunctionBundle.unpack(config.logicalId(), zip, folder));
  }

  /**
   * Returns the code of a function's zip; a second caller waits until it is indexed.
   *
   * @throws io.gamekeeper.local.service.StageException if the zip does not exist or is faulty
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

  /** Closes the jars; functions can load no more classes. */
  @Override
  public void close() throws IOException {
    for (Code loaded : code.values()) {
      loaded.classPath().close();
    }
  }
}
