package io.gamekeeper.bench;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A game server of a release, alone on this machine, until closed. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Path PROCESSES = Path.of("/proc");
  private static final String AOT_CACHES = "GAME_SERVER_AOT_DIR";

  /**
   * The variable with the limit of new sessions per address, because all players of a bench come
   * from one address.
   */
  private static final String ATTEMPTS = "GAME_SERVER_ATTEMPTS_PER_SECOND";

  private static final String NO_LIMIT = "1000000";
  private static final String RESIDENT = "VmRSS:";

  private final Process process;
  private final InetSocketAddress address;
  private final Duration startToReady;
  private final Thread killer;

  private ServerProcess(
      Process process, InetSocketAddress address, Duration startToReady, Thread killer) {
    this.process = process;
    this.address = address;
    this.startToReady = startToReady;
    this.killer = killer;
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
        command(release, aotCaches, log, surroundings.environment(address.getPort(), maxPlayers));
    long started = System.nanoTime();
    Process process = builder.start();
    Thread killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    while (!isReady(address)) {
      long waited = System.nanoTime() - started;
      if (!process.isAlive() || waited > START_LIMIT.toNanos()) {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(killer);
        throw new IOException("the game server did not become ready: " + lastLine(log));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return new ServerProcess(
        process, address, Duration.ofNanos(System.nanoTime() - started), killer);
  }

  /**
   * Lets a release build its ahead-of-time cache, as an instance does before the first start.
   *
   * @throws IOException if it fails
   */
  static void prepare(Path release, Path aotCaches, Path log, ServerSurroundings surroundings)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        command(release, aotCaches, log, surroundings.environment(freePort(), 1));
    builder.command().add("--prepare");
    Process process = builder.start();
    try {
      if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the ahead-of-time cache could not be built: " + lastLine(log));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder command(
      Path release, Path aotCaches, Path log, GameServerEnvironment environment) {
    ProcessBuilder builder =
        new ProcessBuilder(release.resolve("bin").resolve(GameServerContract.SERVICE).toString());
    Map<String, String> variables = builder.environment();
    variables.putAll(environment.toMap());
    variables.put(AOT_CACHES, aotCaches.toString());
    variables.put(ATTEMPTS, NO_LIMIT);
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static boolean isReady(InetSocketAddress address) {
    try (KeepAliveConnection connection = new KeepAliveConnection(address, LOOK)) {
      return connection.exchange(HttpCall.get(GameServerContract.HEALTH_PATH, null)).status()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readString(log).strip().lines().reduce((a, b) -> b).orElse("it printed nothing");
  }

  InetSocketAddress address() {
    return address;
  }

  /**
   * Returns the time from the call that started the process to the first answer that it is ready.
   */
  Duration startToReady() {
    return startToReady;
  }

  /** Returns its resident memory, where the system reports it. */
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
