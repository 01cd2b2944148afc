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
 * The folder in which a stage keeps its files. They include keys and passwords, so only the
 * folder's owner may read it. It belongs to one stage at a time.
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
   * Opens a folder, or a temporary one that is removed at the end.
   *
   * @throws StageException if it cannot be written, if another stage uses it, or if others may read
   *     it and it holds files that are not a stage's
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
                + " belongs to a running stage; stop the stage or choose another folder with --data");
      }
      return new DataFolder(path, folder == null, lockFile);
    } catch (IOException e) {
      throw new StageException(
          "the data folder "
              + (folder == null ? System.getProperty("java.io.tmpdir") : folder)
              + " cannot be written; choose another one with --data",
          e);
    }
  }

  /** Removes the rights of others, unless the folder serves another purpose already. */
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
                + " holds files that do not belong to a stage, and others may read it; run chmod 700"
                + " on it or choose another with --data");
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
