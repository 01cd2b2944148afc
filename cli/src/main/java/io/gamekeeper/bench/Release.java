package io.gamekeeper.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A game server's release, unpacked as an instance unpacks it.
 *
 * @param aotCaches the folder of its ahead-of-time caches
 * @param nowhere an empty folder, for starts without a cache
 * @param log what its processes print
 */
record Release(Path folder, Path aotCaches, Path nowhere, Path log) {

  /**
   * Unpacks a release.
   *
   * @param folder takes it, and all that its servers write
   * @throws IOException if it is missing or damaged
   */
  static Release unpack(Path archive, Path folder) throws IOException, InterruptedException {
    if (!Files.exists(archive)) {
      throw new IOException(archive + " is missing: run ./mvnw -DskipTests package");
    }
    Release release =
        new Release(
            Files.createDirectory(folder.resolve("release")),
            Files.createDirectory(folder.resolve("aot")),
            Files.createDirectory(folder.resolve("nowhere")),
            folder.resolve("log"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", release.folder().toString())
            .redirectErrorStream(true)
            .redirectOutput(release.log().toFile())
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException(archive + " cannot be unpacked: " + Files.readString(release.log()));
    }
    return release;
  }

  void prepare(ServerSurroundings surroundings) throws IOException, InterruptedException {
    ServerProcess.prepare(folder, aotCaches, log, surroundings);
  }

  ServerProcess start(boolean withCache, ServerSurroundings surroundings, int maxPlayers)
      throws IOException {
    return ServerProcess.start(
        folder, withCache ? aotCaches : nowhere, log, surroundings, maxPlayers);
  }
}
