package io.gamekeeper.bench;

import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import io.gamekeeper.players.GameAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/**
 * The tools of a bench.
 *
 * @param project the checkout that is measured
 * @param stages finds the stages that the bench starts
 * @param out receives the tables
 * @param progress receives what is being done
 */
public record Workbench(Path project, Stages stages, PrintWriter out, PrintWriter progress) {

  /** The address and password of a stage's Redis. */
  public record Redis(String host, int port, String password) {
    JedisRedisConnection connection() {
      return new JedisRedisConnection(host, port, Security.withPassword(password), 1);
    }

    Jedis bare() {
      return new Jedis(host, port, DefaultJedisClientConfig.builder().password(password).build());
    }
  }

  /** A stage's admin side, as far as benches need it. */
  public interface RunningStage {
    String token(String player);

    Redis redis();

    /** Returns a receipt of one of the stage's fake stores. */
    String receipt(Shop store, String sku, int quantity, String player);

    /** Returns how many violations the ledger check finds. */
    long ledgerViolations();

    /** Returns how many of the players' events all their listeners have handled. */
    long handledEvents();

    /** Forgets the route times so far. */
    void resetRouteTimes();

    /** Returns the address at which players open their sessions. */
    GameAddress game();

    /** Returns the state of each server's instance until it is gone, by its id. */
    Map<String, String> servers();

    /** Drains a server and ends it; another takes its place. */
    void terminate(String server);

    /**
     * Returns for each route the own time (without engine calls) that 99 % of its calls did not
     * exceed.
     */
    Map<String, Duration> ownTimeP99();
  }

  /** Finds the stage that listens on a port. */
  @FunctionalInterface
  public interface Stages {
    RunningStage on(int port);
  }

  /**
   * Runs a bench and prints its tables.
   *
   * @return whether every target was met
   * @throws IOException if what is measured did not start or did not do its work
   */
  public boolean run(Bench bench) throws IOException, InterruptedException {
    Circumstances circumstances = Circumstances.now(project);
    Bench.Report report = bench.measure(this);
    out.println(circumstances);
    out.println(report.heading());
    for (Table table : report.tables()) {
      out.println();
      table.lines().forEach(out::println);
    }
    out.println();
    out.println(report.targets().summary());
    return report.targets().met();
  }

  /** Prints what is being done. */
  void progress(String message) {
    progress.println("gamekeeper: " + message);
  }

  RunningStage stage(StageProcess process) {
    return stages.on(process.address().getPort());
  }
}
