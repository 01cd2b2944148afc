package io.gamekeeper.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a stage keeps its files; belongs to one stage at a time. */
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final boolean temporary;
  private final FileChannel lockFile;

  private DataFolder(Path path, boolean temporary, FileChannel lockFile) {
    this.path = path;
    this.temporary = temporary;
    this.lockFile = lockFile;
  }

  /**
   * Takes a folder, or makes a temporary one that is removed at the end.
   *
   * @throws StageException if it cannot be written or another stage has it
   */
  static DataFolder open(Optional<Path> wanted) {
    Path folder = wanted.map(Path::toAbsolutePath).orElse(null);
    try {
      Path path =
          folder == null
              ? Files.createTempDirectory("gamekeeper-")
              : Files.createDirectories(folder);
      FileChannel lockFile =
          FileChannel.open(
              path.resolve("stage.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(lockFile) == null) {
        lockFile.close();
        throw new StageException(
            "the data folder "
                + path
                + " belongs to a running stage; stop that or choose another with --data");
      }
      return new DataFolder(path, folder == null, lockFile);
    } catch (IOException e) {
      throw new StageException(
          "the data folder "
              + (folder == null ? System.getProperty("java.io.tmpdir") : folder)
              + " cannot be written; choose another with --data",
          e);
    }
  }

  Path path() {
    return path;
  }

  boolean temporary() {
    return temporary;
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
    if (temporary) {
      try (Stream<Path> files = Files.walk(path)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // a stage in this very process has it
    }
  }
}
