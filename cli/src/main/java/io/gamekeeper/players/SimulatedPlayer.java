package io.gamekeeper.players;

import io.gamekeeper.load.HttpAnswer;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One player with one connection. Between two actions it thinks; half of its actions submit a
 * score, the others look at the player's own place, the top of the board, a second page, or
 * friends. A few lead to the shop, for gems, for what they buy, or for a look at what is owned. A
 * submission that got a 503, another 5xx or no answer is repeated with the same idempotency key.
 * After a final error the player pauses before going on, as people do.
 */
final class SimulatedPlayer {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;
  private static final int ATTEMPTS = 5;

  /** Visits of the shop among a hundred actions. */
  private static final int SHOPPING = 4;

  private static final int GEMS_BOUGHT = 100;
  private static final int PRICE_OF_A_SWORD = 50;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String playerId;
  private final Players.Settings settings;
  private final Measurements measurements;
  private final AcceptedScores acceptedScores;
  private final RandomGenerator random;
  private final double skill;
  private final Set<String> rankedOn = new HashSet<>();
  private int gems;

  SimulatedPlayer(
      int number,
      Players.Settings settings,
      Measurements measurements,
      AcceptedScores acceptedScores) {
    this.playerId = Players.playerId(number);
    this.settings = settings;
    this.measurements = measurements;
    this.acceptedScores = acceptedScores;
    this.random = new SplittableRandom(settings.seed() * 1_000_003 + number);
    this.skill = random.nextDouble();
  }

  /** Plays until interrupted. */
  void play() {
    try (KeepAliveConnection connection =
        new KeepAliveConnection(settings.address(), settings.timeout())) {
      String token = settings.tokens().tokenFor(playerId);
      long intended = System.nanoTime() + thinkNanos();
      while (true) {
        sleepUntil(intended);
        boolean served = act(connection, token, intended);
        intended = (served ? intended : System.nanoTime()) + thinkNanos();
      }
    } catch (InterruptedException stopped) {
      // The game is over; the connection closes with this block.
    }
  }

  private boolean act(KeepAliveConnection connection, String token, long intended)
      throws InterruptedException {
    if (random.nextInt(100) < SHOPPING) {
      return shop(connection, token, intended);
    }
    Players.PlayedBoard board = settings.boards().get(random.nextInt(settings.boards().size()));
    String path = "/v1/leaderboards/" + board.id();
    int dice = random.nextInt(100);
    // Who has no score on the board yet has no place to look at.
    if (dice < 50 || (dice < 75 && !rankedOn.contains(board.id()))) {
      return submit(connection, token, intended, board);
    }
    if (dice < 75) {
      return lookAtOwnPlace(connection, token, intended, board);
    }
    if (dice < 90) {
      return look(connection, token, intended, path);
    }
    String friends =
        IntStream.range(0, 10)
            .mapToObj(i -> Players.playerId(random.nextInt(settings.count())))
            .distinct()
            .collect(Collectors.joining(","));
    return send(connection, HttpCall.get(path + "/friends?ids=" + friends, token), intended)
        .filter(answer -> answer.status() < 500)
        .isPresent();
  }

  private boolean submit(
      KeepAliveConnection connection, String token, long intended, Players.PlayedBoard board)
      throws InterruptedException {
    double luck = Math.clamp(skill + 0.1 * random.nextGaussian(), 0.0, 1.0);
    long score = board.lowest() + Math.round(luck * (board.highest() - board.lowest()));
    HttpCall call =
        HttpCall.post(
            "/v1/leaderboards/" + board.id() + "/scores",
            token,
            new UUID(random.nextLong(), random.nextLong()).toString(),
            "{\"score\":" + score + "}");
    Optional<HttpAnswer> answer = insist(connection, call, intended);
    if (answer.isPresent() && answer.get().status() == OK) {
      rankedOn.add(board.id());
      acceptedScores.accepted(board.id(), playerId, score);
    }
    return answer.isPresent();
  }

  /** Looks at what is owned, or buys a sword – or gems, if there are too few for it. */
  private boolean shop(KeepAliveConnection connection, String token, long intended)
      throws InterruptedException {
    if (random.nextInt(3) == 0) {
      return send(connection, HttpCall.get("/v1/players/me/inventory", token), intended)
          .filter(answer -> answer.status() < 500)
          .isPresent();
    }
    boolean poor = gems < PRICE_OF_A_SWORD;
    String body =
        poor
            ? "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\""
                + settings.cashier().receiptFor(playerId, "gems-100")
                + "\"}"
            : "{\"sku\":\"sword\",\"store\":\"wallet\"}";
    String key = new UUID(random.nextLong(), random.nextLong()).toString();
    Optional<HttpAnswer> answer =
        insist(connection, HttpCall.post("/v1/purchases", token, key, body), intended);
    if (answer.isPresent() && answer.get().status() <= CREATED) {
      gems += poor ? GEMS_BOUGHT : -PRICE_OF_A_SWORD;
    }
    return answer.isPresent();
  }

  /** Repeats a call until the answer is not a 5xx; empty if that took too many attempts. */
  private Optional<HttpAnswer> insist(KeepAliveConnection connection, HttpCall call, long intended)
      throws InterruptedException {
    long sendAt = intended;
    for (int attempt = 1; ; attempt++) {
      Optional<HttpAnswer> answer = send(connection, call, sendAt);
      if (answer.isPresent() && answer.get().status() < 500) {
        return answer;
      }
      if (attempt == ATTEMPTS) {
        return Optional.empty();
      }
      Duration asked = answer.map(HttpAnswer::retryAfter).orElse(null);
      sendAt = System.nanoTime() + pause(attempt, asked);
      sleepUntil(sendAt);
    }
  }

  /**
   * Looks at the player's own place, which a new season or a better player on a full board may have
   * taken: that is not an error.
   */
  private boolean lookAtOwnPlace(
      KeepAliveConnection connection, String token, long intended, Players.PlayedBoard board) {
    String path = "/v1/leaderboards/" + board.id() + "/players/" + playerId + "?neighbours=5";
    Optional<HttpAnswer> answer = send(connection, HttpCall.get(path, token), intended, NOT_FOUND);
    if (answer.isPresent() && answer.get().status() == NOT_FOUND) {
      rankedOn.remove(board.id());
    }
    return answer.filter(any -> any.status() < 500).isPresent();
  }

  /** Looks at the first page of the board and, now and then, at the next one. */
  private boolean look(KeepAliveConnection connection, String token, long intended, String path) {
    Optional<HttpAnswer> first =
        send(connection, HttpCall.get(path + "?limit=10", token), intended)
            .filter(answer -> answer.status() < 500);
    if (first.isPresent() && first.get().status() == OK && random.nextInt(4) == 0) {
      Optional<String> cursor = nextPage(first.get().body());
      if (cursor.isPresent()) {
        return send(
                connection,
                HttpCall.get(path + "?limit=10&cursor=" + cursor.get(), token),
                System.nanoTime())
            .filter(answer -> answer.status() < 500)
            .isPresent();
      }
    }
    return first.isPresent();
  }

  /** Returns the cursor in a page; cursors are made of characters that need no escape. */
  private static Optional<String> nextPage(String page) {
    String field = "\"next\":\"";
    int start = page.lastIndexOf(field);
    if (start < 0) {
      return Optional.empty();
    }
    start += field.length();
    return Optional.of(page.substring(start, page.indexOf('"', start)));
  }

  private Optional<HttpAnswer> send(KeepAliveConnection connection, HttpCall call, long intended) {
    return send(connection, call, intended, OK);
  }

  /** Sends a call for which that status, too, is a success. */
  private Optional<HttpAnswer> send(
      KeepAliveConnection connection, HttpCall call, long intended, int alsoFine) {
    try {
      HttpAnswer answer = connection.exchange(call);
      measurements.record(
          System.nanoTime() - intended,
          answer.status() == alsoFine ? Outcome.SUCCEEDED : Outcome.of(answer.status()));
      return Optional.of(answer);
    } catch (IOException e) {
      // An interrupt closes the socket: the end of the game is not a fault of the server.
      if (!Thread.currentThread().isInterrupted()) {
        measurements.record(System.nanoTime() - intended, Outcome.UNREACHABLE);
      }
      return Optional.empty();
    }
  }

  private long pause(int attempt, @Nullable Duration asked) {
    Duration least = asked == null ? Duration.ofMillis(100L << attempt) : asked;
    if (least.compareTo(LONGEST_PAUSE) > 0) {
      least = LONGEST_PAUSE;
    }
    // Half as much again at random, so that players who failed together do not return together.
    return least.toNanos() + random.nextLong(1 + least.toNanos() / 2);
  }

  private long thinkNanos() {
    return (long) (settings.thinkTime().toNanos() * random.nextExponential());
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
  }
}
