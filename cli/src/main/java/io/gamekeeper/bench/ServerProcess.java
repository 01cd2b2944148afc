package io.gamekeeper.bench;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A game server of a release, alone on this machine, until closed. */
final class ServerProcess implements AutoCloseable {
  static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String READY = "\"message\":\"ready\"";
  private static final Path PROCESSES = Path.of("/proc");

  /** All players of a bench come from one address. */
  private static final String NO_LIMIT = "1000000";

  private static final String RESIDENT = "VmRSS:";

  private final Process process;
  private final InetSocketAddress address;
  private final Duration startToReady;
  private final Thread killer;

  private ServerProcess(Process process, InetSocketAddress address, Duration startToReady) {
    this.process = process;
    this.address = address;
    this.startToReady = startToReady;
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param release its unpacked folder
   * @param aotCaches the folder of its ahead-of-time caches; an empty folder for a start without a
   *     cache
   * @param log takes what it prints
   * @throws IOException if it does not become ready
   */
  static ServerProcess start(
      Path release, Path aotCaches, Path log, ServerSurroundings surroundings, int maxPlayers)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    ProcessBuilder builder =
        command(release, aotCaches, surroundings.environment(address.getPort(), maxPlayers));
    Announcement ready = Announcement.await(builder, READY, log, START_LIMIT);
    return new ServerProcess(ready.process(), address, ready.afterStart());
  }

  /**
   * Lets a release build its ahead-of-time cache, as an instance does before the first start.
   *
   * @throws IOException if it fails
   */
  static void prepare(Path release, Path aotCaches, Path log, ServerSurroundings surroundings)
      throws IOException, InterruptedException {
    ProcessBuilder builder = command(release, aotCaches, surroundings.environment(freePort(), 1));
    builder.command().add("--prepare");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    try {
      if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(
            "the ahead-of-time cache could not be built: " + Announcement.lastLine(log));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder command(
      Path release, Path aotCaches, GameServerEnvironment environment) {
    ProcessBuilder builder =
        new ProcessBuilder(release.resolve("bin").resolve(GameServerContract.SERVICE).toString());
    Map<String, String> variables = builder.environment();
    variables.putAll(environment.toMap());
    variables.put(GameServerEnvironment.AOT_FOLDER, aotCaches.toString());
    variables.put(GameServerEnvironment.ATTEMPTS_PER_SECOND, NO_LIMIT);
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** From the call that started the process to the line that says that it is ready. */
  Duration startToReady() {
    return startToReady;
  }

  /** The JVM's command, as the launcher made it. */
  List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(process.info().command().orElseThrow(ServerProcess::unknown));
    command.addAll(List.of(process.info().arguments().orElseThrow(ServerProcess::unknown)));
    return command;
  }

  private static IOException unknown() {
    return new IOException("the system does not tell the game server's command");
  }

  /** Its resident memory, where the system tells. */
  double residentMebibytes() throws IOException {
    Path status = PROCESSES.resolve(Long.toString(process.pid())).resolve("status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(RESIDENT)) {
        String kibibytes = line.substring(RESIDENT.length()).replace("kB", "").strip();
        return Long.parseLong(kibibytes) / 1024.0;
      }
    }
    throw new IOException(status + " has no " + RESIDENT);
  }

  /** Ends the server in good order; it has no players to drain. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
