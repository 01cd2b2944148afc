package io.gamekeeper.local.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is a server's process, at the loopback interface. The process ends with this JVM,
 * whatever ends that.
 */
abstract sealed class ServerEngine implements AutoCloseable permits MariaDbEngine, RedisEngine {
  static final String HOST = "127.0.0.1";
  private static final int START_ATTEMPTS = 5;

  private final String name;
  private final String program;
  private final Path folder;
  private final Path log;
  private volatile int port;
  private boolean closed;
  private @Nullable GuardedProcess process;

  /**
   * An engine that is not started yet.
   *
   * @param name what people call it
   * @param program what runs
   * @param folder for its files; created if absent
   * @param log a file's name in there
   */
  ServerEngine(String name, String program, Path folder, String log) {
    this.name = name;
    this.program = program;
    this.folder = folder.toAbsolutePath();
    this.log = this.folder.resolve(log);
  }

  /**
   * Starts the server and returns when it serves. The first start chooses a free port, later ones
   * keep it.
   *
   * @throws EngineException if it does not come up, or has been closed for good
   */
  public synchronized void start() {
    if (closed) {
      throw new EngineException(name + " is closed");
    }
    if (isRunning()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      prepare();
      boolean chosen = port != 0;
      for (int attempt = 1; ; attempt++) {
        if (!chosen) {
          port = freePort();
        }
        GuardedProcess started = launch();
        process = started;
        if (serves(started)) {
          return;
        }
        // Somebody else may have taken the port between the choice and the start.
        if (chosen || attempt == START_ATTEMPTS) {
          throw new EngineException(program + " ended at once; its log is " + log);
        }
      }
    } catch (IOException e) {
      throw new EngineException(program + " cannot be started in " + folder + ": " + e, e);
    }
  }

  /** Makes the folder ready for a start. */
  abstract void prepare() throws IOException;

  abstract int freePort() throws IOException;

  abstract GuardedProcess launch() throws IOException;

  /** Waits for the server to serve; false if the process ended. */
  abstract boolean serves(GuardedProcess started) throws IOException;

  final Path folder() {
    return folder;
  }

  final Path log() {
    return log;
  }

  public String host() {
    return HOST;
  }

  /** The port; stays the same over restarts. */
  public int port() {
    return port;
  }

  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Ends the process without warning, as a power failure would. {@link #start} brings it back. */
  public synchronized void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /** Ends the process in good order and for good. */
  @Override
  public synchronized void close() {
    closed = true;
    if (process != null) {
      process.stop();
      process = null;
    }
  }
}
