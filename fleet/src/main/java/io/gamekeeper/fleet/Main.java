package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.observe.ThisProcess;
import io.gamekeeper.fleet.system.Timing;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The process of a game server. */
public final class Main {
  private Main() {}

  /** Starts a server as the process's environment says; SIGTERM drains it, and it exits with 0. */
  public static void main(String[] arguments) {
    Timing timing = Timing.real();
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (arguments.length == 1 && arguments[0].equals("--train")) {
      Training.run(timing, out);
      return;
    }
    Map<String, String> variables = System.getenv();
    Log log =
        new Log(
            out,
            timing.clock(),
            variables.getOrDefault(TelemetryEnvironment.SERVICE, GameServerContract.SERVICE),
            Log.level(variables.getOrDefault(TelemetryEnvironment.LOG_LEVEL, "INFO")));
    try {
      run(variables, timing, log);
    } catch (IllegalArgumentException | IOException e) {
      log.error("cannotStart", null, "why", String.valueOf(e.getMessage()));
      System.exit(1);
    }
  }

  private static void run(Map<String, String> variables, Timing timing, Log log)
      throws IOException {
    AtomicReference<@Nullable Departure> departure = new AtomicReference<>();
    AtomicReference<@Nullable GameServer> started = new AtomicReference<>();
    GameServer server =
        new GameServer(
            variables,
            timing,
            ThreadLocalRandom.current(),
            log,
            told -> {
              departure.set(told);
              // Not from this thread: it is one of those that end with the server.
              Thread.ofPlatform().name("leave").start(() -> System.exit(0));
            },
            () -> ready(started.get(), log));
    started.set(server);
    Departure signal = new Departure("SIGTERM", server.drainLimit());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Departure told = departure.get();
                  end(server, told == null ? signal : told, log);
                },
                "drain"));
    server.start();
  }

  /** Logs that the server is ready, and how it started. */
  static void ready(@Nullable GameServer server, Log log) {
    if (server != null) {
      ThisProcess.AotCache aot = ThisProcess.aotCache();
      log.info(
          "ready",
          "millisSinceStart",
          ThisProcess.millisSinceStart(),
          "aot",
          aot.label(),
          "port",
          server.port(),
          "pid",
          ProcessHandle.current().pid(),
          "residentKilobytes",
          ThisProcess.residentKilobytes().orElse(-1));
      if (aot == ThisProcess.AotCache.MISSED) {
        log.warn("aotCacheMissed", "expected", System.getProperty(ThisProcess.AOT_CACHE, ""));
        server.aotCacheMissed();
      }
    }
  }

  private static void end(GameServer server, Departure departure, Log log) {
    try {
      server.drain(departure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    log.info("stopped");
    // A process that ended in good order says 0, also after a signal.
    Runtime.getRuntime().halt(0);
  }
}
