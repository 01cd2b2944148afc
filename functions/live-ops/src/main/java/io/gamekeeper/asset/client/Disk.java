package io.gamekeeper.asset.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * The operations that change the game's folder; a process may be killed between any two of them.
 */
interface Disk {
  /**
   * The modification time of checked files: a whole, even second, which every file system can
   * store.
   */
  FileTime CHECKED = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

  /** Makes a folder and those above it; does nothing if it is there. */
  void createFolder(Path folder) throws IOException;

  /** Writes at the end of a file, or makes it; all is on disk when the stream has been closed. */
  OutputStream append(Path file) throws IOException;

  /** Writes a small file as a whole; not in one step. */
  void write(Path file, String text) throws IOException;

  /** Gives a file a second name, or copies it with its time where that fails for any reason. */
  void link(Path file, Path second) throws IOException;

  /**
   * Dates a file's last change to {@link #CHECKED}; where that is impossible, the file is checked
   * again next time.
   */
  void markChecked(Path file);

  /** Renames in one step, over whatever file is there. */
  void move(Path from, Path to) throws IOException;

  /** Removes one file or empty folder; does nothing if it is not there. */
  void delete(Path path) throws IOException;
}
