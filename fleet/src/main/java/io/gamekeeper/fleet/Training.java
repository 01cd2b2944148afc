package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Timing;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The training run, which records for the ahead-of-time cache what a start and a player's visit
 * need. The JVM loads at each start whatever this process ever loaded, so it must be a game server
 * and nothing else: the neighbours and the player run in a process of their own, {@link
 * TrainingNeighbours}.
 */
final class Training {
  static final Duration LIMIT = Duration.ofSeconds(20);
  static final String ISSUER = "https://issuer.invalid";
  static final String AUDIENCE = "training";

  private Training() {}

  /**
   * Starts a server with made-up neighbours, lets a player visit it and ends both.
   *
   * @throws IllegalStateException if the visit fails
   */
  static void run(Timing timing, PrintStream out) {
    Log log = new Log(out, timing.clock(), "training", Log.Level.INFO);
    try {
      Process neighbours = TrainingNeighbours.command().start();
      try (BufferedReader said = neighbours.inputReader();
          BufferedWriter told = neighbours.outputWriter()) {
        serve(said, told, timing, log);
        if (!neighbours.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)
            || neighbours.exitValue() != 0) {
          throw new IllegalStateException("the training run's player could not play");
        }
      } finally {
        neighbours.destroyForcibly();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the training run failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(BufferedReader said, BufferedWriter told, Timing timing, Log log)
      throws IOException, InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    try (GameServer server =
        new GameServer(
            environment("127.0.0.1:" + line(said)),
            timing,
            ThreadLocalRandom.current(),
            log,
            departure -> {},
            ready::countDown)) {
      server.start();
      if (!ready.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server was not ready within " + LIMIT);
      }
      Main.ready(server, log);
      told.write(server.port() + "\n");
      told.flush();
      log.info(line(said));
      server.drain(new Departure("training", Duration.ZERO));
    }
  }

  private static String line(BufferedReader said) throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the training run's neighbours ended");
    }
    return line;
  }

  private static Map<String, String> environment(String neighbours) {
    String base = "http://" + neighbours;
    return new GameServerEnvironment(
            0,
            10,
            0,
            base + "/configuration",
            "tcp://" + neighbours,
            base,
            new IdentityEnvironment(ISSUER, AUDIENCE, base + "/jwks.json"),
            new TelemetryEnvironment("training", "Training", "INFO"))
        .toMap();
  }
}
