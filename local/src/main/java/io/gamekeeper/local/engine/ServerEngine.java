package io.gamekeeper.local.engine;

import io.gamekeeper.local.process.GuardedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is a server's process, at the loopback interface. The process ends with this JVM,
 * whatever ends that. Nothing here starts it again by itself; a {@link Supervisor} does.
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

  /** Whether somebody wants it to run: it was started and not ended on purpose since. */
  private volatile boolean wanted;

  private volatile boolean starting;
  private volatile boolean closed;
  private volatile @Nullable GuardedProcess process;

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
        // Somebody else may have taken the port between the choice and the start.
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

  /** A new process, which an end that was asked for meanwhile reaches. */
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
   * The same for a server that died, unless it was ended on purpose meanwhile.
   *
   * @throws EngineException as {@link #start}
   */
  synchronized void bringBack() {
    if (isWanted()) {
      start();
    }
  }

  /** Makes the folder ready for a start. */
  abstract void prepare() throws IOException;

  abstract int freePort() throws IOException;

  abstract GuardedProcess launch() throws IOException;

  /** Waits for the server to serve; false if the process ended. */
  abstract boolean serves(GuardedProcess started) throws IOException;

  /**
   * Whether it does its work, as a client would find out: it answers, and takes what is written.
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

  /** What people call it. */
  public final String name() {
    return name;
  }

  /** What runs, and where it listens. */
  public final String address() {
    return program + " " + HOST + ":" + port;
  }

  public String host() {
    return HOST;
  }

  /** The port; stays the same over restarts. */
  public int port() {
    return port;
  }

  /** Whether somebody waits for it to serve. */
  boolean isStarting() {
    return starting;
  }

  public boolean isRunning() {
    GuardedProcess current = process;
    return current != null && current.isAlive();
  }

  /** Whether it should run: it was started, and not ended on purpose since. */
  public boolean isWanted() {
    return wanted && !closed;
  }

  /** The server's process id, while there is one. */
  public OptionalLong pid() {
    GuardedProcess current = process;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(current.pid());
  }

  /** How many bytes its files can still take. */
  long room() {
    return folder.toFile().getUsableSpace();
  }

  /**
   * Ends the process without warning, as a power failure would, and keeps it down until {@link
   * #start}.
   */
  public void kill() {
    wanted = false;
    crash();
  }

  /** Ends the process without warning; who supervises it brings it back. */
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

  /** Ends the process in good order and for good, also while it starts. */
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
