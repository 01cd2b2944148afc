package io.gamekeeper.local.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Files that only their owner may read, written atomically: neither a full disk nor a power failure
 * leaves a part of one.
 */
public final class PrivateFiles {
  private static final String UNFINISHED = ".unfinished";

  private PrivateFiles() {}

  /**
   * Writes a file that others can never read; it is on disk when this method returns.
   *
   * @throws IOException if it cannot be written; the file is then unchanged
   */
  public static void write(Path file, String content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try {
      Files.deleteIfExists(unfinished);
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownersOnly(file, "rw-------"))) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Reads a file; empty if it does not exist. A file without content counts as missing: a full disk
   * may leave one behind.
   */
  public static Optional<String> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file)).filter(content -> !content.isBlank())
        : Optional.empty();
  }

  /** Creates a folder that only its owner may enter, and its parents with the usual permissions. */
  public static Path createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path absolute = folder.toAbsolutePath();
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      Files.createDirectory(absolute, ownersOnly(absolute, "rwx------"));
    }
    return folder;
  }

  private static FileAttribute<?>[] ownersOnly(Path file, String rights) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }
}
