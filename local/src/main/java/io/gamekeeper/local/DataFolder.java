package io.gamekeeper.local;

import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage keeps its files: keys and passwords too, so nobody but its owner may look into it.
 * It belongs to one stage at a time.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK = "stage.lock";
  private static final Set<PosixFilePermission> OWNERS_ONLY =
      PosixFilePermissions.fromString("rwx------");

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
   * @throws StageException if it cannot be written, another stage has it, or others may look into
   *     it and it holds what is not a stage's
   */
  static DataFolder open(Optional<Path> wanted) {
    Path folder = wanted.map(Path::toAbsolutePath).orElse(null);
    try {
      Path path =
          folder == null
              ? Files.createTempDirectory("gamekeeper-")
              : PrivateFiles.createFolder(folder);
      closeToOthers(path);
      FileChannel lockFile =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

  /** Takes others' rights away, unless the folder is somebody's for another purpose. */
  private static void closeToOthers(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        || OWNERS_ONLY.containsAll(Files.getPosixFilePermissions(folder))) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (!Files.exists(folder.resolve(LOCK)) && files.findAny().isPresent()) {
        throw new StageException(
            "the data folder "
                + folder
                + " holds files that are no stage's, and others may read it: chmod 700 it, or"
                + " choose another with --data");
      }
    }
    Files.setPosixFilePermissions(folder, OWNERS_ONLY);
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
      Folders.delete(path);
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
