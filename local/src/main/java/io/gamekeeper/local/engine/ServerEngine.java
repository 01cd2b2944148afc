package io.gamekeeper.local.engine;

import io.gamekeeper.local.process.GuardedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is a server process, at the loopback interface. The process ends with this JVM,
 * even if the JVM is killed. Only a {@link Supervisor} restarts it.
 */
public abstract sealed class ServerEngine implements AutoCloseable
    permits MariaDbEngine, RedisEngine {
  static final String HOST = "127.0.0.1";
  private static final int START_ATTEMPTS = 5;

  private final String name;
  private final String program;
  private final Path folder;
  private final Path log;
  private volatile int port;

  /** Whether the server should run: it was started and not ended on purpose since. */
  private volatile boolean wanted;

  private volatile boolean starting;
  private volatile boolean closed;
  private volatile @Nullable GuardedProcess process;

  /**
   * Creates an engine that is not started yet.
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
   * @throws EngineException if the server does not start, or was closed
   */
  public synchronized void start() {
    wanted = true;
    if (isRunning()) {
      return;
    }
    starting = true;
    try {
      Files.createDirectories(folder);
      prepare();
      boolean chosen = port != 0;
      for (int attempt = 1; ; attempt++) {
        if (!chosen) {
          port = freePort();
        }
        if (serves(launched())) {
          return;
        }
        // Another process may have taken the port between the choice and the start.
        if (chosen || attempt == START_ATTEMPTS) {
          throw new EngineException(program + " ended at once; its log is " + log);
        }
      }
    } catch (IOException e) {
      throw new EngineException(program + " cannot be started in " + folder + ": " + e, e);
    } finally {
      starting = false;
    }
  }

  /** Starts a process, and ends it if the engine was closed meanwhile. */
  private GuardedProcess launched() throws IOException {
    refuseIfUnwanted();
    GuardedProcess started = launch();
    process = started;
    if (!isWanted()) {
      started.killAndWait();
      refuseIfUnwanted();
    }
    return started;
  }

  private void refuseIfUnwanted() {
    if (!isWanted()) {
      throw new EngineException(name + (closed ? " is closed" : " was stopped while it started"));
    }
  }

  /**
   * Restarts a server that died, unless it was ended on purpose meanwhile.
   *
   * @throws EngineException as {@link #start}
   */
  synchronized void bringBack() {
    if (isWanted()) {
      start();
    }
  }

  /** Prepares the folder for a start. */
  abstract void prepare() throws IOException;

  abstract int freePort() throws IOException;

  abstract GuardedProcess launch() throws IOException;

  /** Waits until the server serves; returns false if the process ended. */
  abstract boolean serves(GuardedProcess started) throws IOException;

  /**
   * Tells whether the server works for clients: it answers, and accepts writes.
   *
   * @param patience how long an answer may take
   */
  public abstract boolean answers(Duration patience);

  final Path folder() {
    return folder;
  }

  final Path log() {
    return log;
  }

  /** Returns the engine's name. */
  public final String name() {
    return name;
  }

  /** Returns the program and the address at which it listens. */
  public final String address() {
    return program + " " + HOST + ":" + port;
  }

  public String host() {
    return HOST;
  }

  /** Returns the port; stays the same over restarts. */
  public int port() {
    return port;
  }

  /** Tells whether the server is being started. */
  boolean isStarting() {
    return starting;
  }

  public boolean isRunning() {
    GuardedProcess current = process;
    return current != null && current.isAlive();
  }

  /** Tells whether it should run: it was started, and not ended on purpose since. */
  public boolean isWanted() {
    return wanted && !closed;
  }

  /** Returns the server's process id, while there is one. */
  public OptionalLong pid() {
    GuardedProcess current = process;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(current.pid());
  }

  /** Returns the server's process, while there is one. */
  public final Optional<ProcessHandle> handle() {
    OptionalLong running = pid();
    return running.isPresent() ? ProcessHandle.of(running.getAsLong()) : Optional.empty();
  }

  /** Returns how many bytes its files can still take. */
  public long room() {
    return folder.toFile().getUsableSpace();
  }

  /** Kills the process, as a power failure would, and keeps it down until {@link #start}. */
  public void kill() {
    wanted = false;
    crash();
  }

  /** Kills the process; its supervisor restarts it. */
  public void crash() {
    GuardedProcess current = process;
    if (current != null) {
      current.killAndWait();
    }
  }

  /** Ends the process in good order and keeps it down until {@link #start}. */
  public void stop() {
    wanted = false;
    end();
  }

  /** Ends the process in good order and for ever, even while it starts. */
  @Override
  public void close() {
    closed = true;
    end();
  }

  private void end() {
    GuardedProcess current = process;
    if (current != null) {
      current.stop();
    }
  }
}
