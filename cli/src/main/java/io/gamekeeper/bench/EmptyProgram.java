package io.gamekeeper.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints a line: the least that a JVM can be started for. */
final class EmptyProgram {
  private static final String SAID = "started";

  private EmptyProgram() {}

  public static void main(String[] arguments) {
    System.out.println(SAID);
  }

  /**
   * Starts the JVM of another program, with its options and its ahead-of-time cache, for this one.
   *
   * @param command of the other; the last words are its class path and its main class
   * @param folder takes this program, so that no jar has to be opened for it
   * @return from the call that started the process to the line that it prints
   */
  static Duration start(List<String> command, Path folder, Path log, Duration limit)
      throws IOException, InterruptedException {
    Path file = folder.resolve(EmptyProgram.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    try (InputStream bytes =
        EmptyProgram.class.getResourceAsStream(file.getFileName().toString())) {
      if (bytes == null) {
        throw new IOException(file.getFileName() + " is missing");
      }
      Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> mine = new ArrayList<>(command);
    mine.removeLast();
    // A cache fits as long as the class path begins as it did in training.
    mine.addLast(mine.removeLast() + File.pathSeparator + folder);
    mine.add(EmptyProgram.class.getName());
    Announcement announcement =
        Announcement.await(new ProcessBuilder(mine).redirectErrorStream(true), SAID, log, limit);
    announcement.process().waitFor();
    return announcement.afterStart();
  }
}
