package io.gamekeeper.bench;

import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.OpenLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stage under a steady load over HTTP: half of the calls submit scores, the others read a
 * player's surroundings (half of the reads), the top of the board (3 in 10) or friends.
 */
final class LoadBench {
  private static final int CONNECTIONS = 64;
  private static final int COLD_START_SHARE = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final InetSocketAddress address;
  private final String board;
  private final List<Player> players;

  /** A player and the token that the stage gave. */
  record Player(String id, String token) {}

  /** What was measured between the end of the warm-up and the last answer. */
  record Result(Measurements.Interval reads, Measurements.Interval submits) {
    long errors() {
      return reads.errors() + submits.errors();
    }
  }

  LoadBench(InetSocketAddress address, String board, List<Player> players) {
    this.address = address;
    this.board = board;
    this.players = List.copyOf(players);
  }

  /**
   * Gives every player a score, warms up and measures.
   *
   * @param warm runs between the two, for instance to reset the stage's own counters
   */
  Result run(Load load, Runnable warm) throws InterruptedException {
    Measurements reads = new Measurements();
    Measurements submits = new Measurements();
    OpenLoop loop = new OpenLoop(address, load.rate(), CONNECTIONS, TIMEOUT);
    submitOnce(load.rate(), submits);
    loop.run(load.warmUp(), 1, random -> plan(random, reads, submits));
    reads.take();
    submits.take();
    warm.run();
    loop.run(load.duration(), 2, random -> plan(random, reads, submits));
    return new Result(reads.take(), submits.take());
  }

  /** A player without a score is refused by right, and would count as an error. */
  private void submitOnce(int rate, Measurements submits) throws InterruptedException {
    int slowly = Math.max(1, rate / COLD_START_SHARE);
    AtomicInteger next = new AtomicInteger();
    new OpenLoop(address, slowly, CONNECTIONS, TIMEOUT)
        .run(
            Duration.ofMillis(1000L * players.size() / slowly),
            0,
            random ->
                submission(players.get(next.getAndIncrement() % players.size()), random, submits));
  }

  private OpenLoop.Planned plan(SplittableRandom random, Measurements reads, Measurements submits) {
    Player player = anyone(random);
    String path = "/v1/leaderboards/" + board;
    if (random.nextBoolean()) {
      return submission(player, random, submits);
    }
    int dice = random.nextInt(10);
    if (dice < 5) {
      path += "/players/" + player.id() + "?neighbours=5";
    } else if (dice < 8) {
      path += "?limit=10";
    } else {
      StringBuilder friends = new StringBuilder(path).append("/friends?ids=");
      for (int i = 0; i < 10; i++) {
        friends.append(i == 0 ? "" : ",").append(anyone(random).id());
      }
      path = friends.toString();
    }
    return new OpenLoop.Planned(HttpCall.get(path, player.token()), reads);
  }

  private OpenLoop.Planned submission(
      Player player, SplittableRandom random, Measurements submits) {
    String key = new UUID(random.nextLong(), random.nextLong()).toString();
    String body = "{\"score\":" + random.nextInt(1_000_000) + "}";
    String path = "/v1/leaderboards/" + board + "/scores";
    return new OpenLoop.Planned(HttpCall.post(path, player.token(), key, body), submits);
  }

  private Player anyone(SplittableRandom random) {
    return players.get(random.nextInt(players.size()));
  }
}
