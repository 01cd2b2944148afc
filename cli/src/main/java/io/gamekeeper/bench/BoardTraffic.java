package io.gamekeeper.bench;

import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.OpenLoop;
import io.gamekeeper.load.OpenLoop.Planned;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls that players make to a board: scores, and reads of a player's surroundings (half of the
 * reads), the top of the board (3 in 10) or friends.
 */
record BoardTraffic(String board, List<Player> players) {
  private static final String BOARDS = "/v1/leaderboards/";

  /**
   * A path that matches no rule of the listener: the load balancer answers with the text in the
   * template.
   */
  private static final String NOWHERE = "/nowhere";

  /** A player and the token that the stage gave. */
  record Player(String id, String token) {}

  BoardTraffic {
    players = List.copyOf(players);
  }

  /**
   * Returns calls that cost the stage least: each is answered with the same words, by no function.
   */
  OpenLoop.Traffic constant(Measurements measurements) {
    return random -> new Planned(HttpCall.get(NOWHERE, anyone(random).token()), measurements);
  }

  OpenLoop.Traffic reads(Measurements measurements) {
    return random -> new Planned(read(random), measurements);
  }

  OpenLoop.Traffic submits(Measurements measurements) {
    return random -> new Planned(submission(anyone(random), random), measurements);
  }

  /** Returns calls of which half are reads and half are submits. */
  OpenLoop.Traffic mixed(Measurements reads, Measurements submits) {
    OpenLoop.Traffic read = reads(reads);
    OpenLoop.Traffic submit = submits(submits);
    return random -> (random.nextBoolean() ? submit : read).next(random);
  }

  /** Returns calls that submit one score for each player in turn. */
  OpenLoop.Traffic eachOnce(Measurements measurements) {
    AtomicInteger next = new AtomicInteger();
    return random ->
        new Planned(
            submission(players.get(next.getAndIncrement() % players.size()), random), measurements);
  }

  private HttpCall read(SplittableRandom random) {
    Player player = anyone(random);
    String path = BOARDS + board;
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
    return HttpCall.get(path, player.token());
  }

  private HttpCall submission(Player player, SplittableRandom random) {
    String key = new UUID(random.nextLong(), random.nextLong()).toString();
    String body = "{\"score\":" + random.nextInt(1_000_000) + "}";
    return HttpCall.post(BOARDS + board + "/scores", player.token(), key, body);
  }

  private Player anyone(SplittableRandom random) {
    return players.get(random.nextInt(players.size()));
  }
}
