package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Timing;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The run from which the ahead-of-time cache learns what a start and a player's visit need. The JVM
 * loads at each start whatever this process ever loaded, and is slow at what it did not, so that it
 * is a game server's process and nothing else: the neighbours and the player live in one of their
 * own, {@link TrainingNeighbours}.
 */
final class Training {
  static final Duration LIMIT = Duration.ofSeconds(20);
  static final String ISSUER = "https://issuer.invalid";
  static final String AUDIENCE = "training";

  private Training() {}

  /**
   * Starts a server with made-up neighbours, lets a player visit it and ends the process.
   *
   * @throws IllegalStateException if the visit fails
   */
  static void run(Timing timing, Log log) throws IOException {
    Process neighbours = TrainingNeighbours.command().start();
    try (BufferedReader said = neighbours.inputReader();
        BufferedWriter told = neighbours.outputWriter()) {
      CompletableFuture<GameServer> ready = new CompletableFuture<>();
      Main.run(environment("127.0.0.1:" + line(said)), timing, log, ready);
      told.write(ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS).port() + "\n");
      told.flush();
      log.info(line(said));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the training run's server did not become ready", e);
    } finally {
      neighbours.destroy();
    }
    System.exit(0);
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
