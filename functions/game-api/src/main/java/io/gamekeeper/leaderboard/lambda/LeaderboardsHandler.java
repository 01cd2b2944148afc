package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.Leaderboards;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.ReadOutcome;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.identity.PlayerId;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /v1/leaderboards/…}: pages, a player with the ranks around, the caller's
 * friends.
 */
public final class LeaderboardsHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final int MOST_FRIENDS = 200;

  private final Boards boards;
  private final Leaderboards leaderboards;
  private final Telemetry telemetry;
  private final HttpBoundary boundary;

  /** Called by Lambda. */
  public LeaderboardsHandler() {
    this(Platform.lambda());
  }

  public LeaderboardsHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    boards = wiring.boards();
    leaderboards = wiring.leaderboards();
    telemetry = wiring.telemetry();
    TokenVerifier verifier =
        new TokenVerifier(IdentityEnvironment.from(platform.environment()), platform);
    boundary =
        new HttpBoundary(
            telemetry,
            Route.forPlayers("GET", "/v1/leaderboards/{board}", verifier, this::page),
            Route.forPlayers(
                "GET", "/v1/leaderboards/{board}/players/{playerId}", verifier, this::around),
            Route.forPlayers("GET", "/v1/leaderboards/{board}/friends", verifier, this::friends));
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse page(Call call) {
    return onBoard(
        call,
        board ->
            call.request().queryInt("limit", 10, 1, 100).answer(limit -> page(board, call, limit)));
  }

  private HttpResponse page(Board board, Call call, int limit) {
    String season = call.request().query("season");
    String cursor = call.request().query("cursor");
    return switch (leaderboards.page(board, season, cursor, limit)) {
      case ReadOutcome.Page page ->
          HttpResponse.ok(
              new PageResponse(board.id(), page.total(), entries(page.rows()), page.next()));
      case ReadOutcome.BadCursor() ->
          HttpResponse.of(Problem.malformed("'cursor' is not a cursor of this board and season"));
      case ReadOutcome.MalformedSeason() ->
          HttpResponse.of(Problem.malformed("'season' is not a season id of this board"));
      case ReadOutcome.UnknownSeason() ->
          HttpResponse.of(Problem.notFound("the board has no such season"));
      case ReadOutcome.Unavailable() -> unavailable();
    };
  }

  private HttpResponse around(Call call) {
    return onBoard(
        call,
        board ->
            call.request()
                .queryInt("neighbours", 5, 0, 50)
                .answer(neighbours -> around(board, call.variable("playerId"), neighbours)));
  }

  private HttpResponse around(Board board, String player, int neighbours) {
    if (!PlayerId.isValid(player)) {
      return HttpResponse.of(Problem.malformed("the path's player id is malformed"));
    }
    return switch (leaderboards.around(board, player, neighbours)) {
      case ReadOutcome.Around around ->
          HttpResponse.ok(
              new AroundResponse(
                  board.id(),
                  player,
                  around.own().score(),
                  around.own().rank(),
                  entries(around.rows())));
      case ReadOutcome.NoSuchPlayer() ->
          HttpResponse.of(Problem.notFound("the player is not on this board"));
      case ReadOutcome.Unavailable() -> unavailable();
    };
  }

  private HttpResponse friends(Call call) {
    return onBoard(
        call,
        board -> {
          Set<String> players = players(call.request().query("ids"), call.player());
          return players == null
              ? HttpResponse.of(
                  Problem.malformed(
                      "'ids' must be at most " + MOST_FRIENDS + " player ids with commas between"))
              : friends(board, players);
        });
  }

  private HttpResponse friends(Board board, Set<String> players) {
    return switch (leaderboards.friends(board, players)) {
      case ReadOutcome.Friends friends -> {
        List<Friend> entries = new ArrayList<>(friends.rows().size());
        for (Row row : friends.rows()) {
          entries.add(new Friend(entries.size() + 1L, row.rank(), row.player(), row.score()));
        }
        yield HttpResponse.ok(new FriendsResponse(board.id(), friends.total(), entries));
      }
      case ReadOutcome.Unavailable() -> unavailable();
    };
  }

  /** Returns the caller and these ids; null if they are malformed or too many. */
  private static @Nullable Set<String> players(@Nullable String ids, String caller) {
    Set<String> players = new LinkedHashSet<>();
    players.add(caller);
    if (ids == null || ids.isEmpty()) {
      return players;
    }
    String[] parts = ids.split(",", -1);
    if (parts.length > MOST_FRIENDS) {
      return null;
    }
    for (String id : parts) {
      if (!PlayerId.isValid(id)) {
        return null;
      }
      players.add(id);
    }
    return players;
  }

  private HttpResponse onBoard(Call call, Function<Board, HttpResponse> answer) {
    return boards
        .find(call.variable("board"))
        .map(answer)
        .orElseGet(() -> HttpResponse.of(Problems.unknownBoard()));
  }

  private HttpResponse unavailable() {
    telemetry.count(GameMetric.RANKING_UNAVAILABLE);
    return HttpResponse.of(Problems.unavailable());
  }

  private static List<Entry> entries(List<Row> rows) {
    List<Entry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      entries.add(new Entry(row.rank(), row.player(), row.score()));
    }
    return entries;
  }

  /** A rank. */
  record Entry(long rank, String playerId, long score) {}

  /** A rank among friends, and on the whole board. */
  record Friend(long rank, long globalRank, String playerId, long score) {}

  /** A page; {@code next} is null on the last one. */
  record PageResponse(String board, long total, List<Entry> entries, @Nullable String next) {}

  /** A player's row, and the consecutive ranks around it, which include it. */
  record AroundResponse(
      String board, String playerId, long score, long rank, List<Entry> entries) {}

  /** The caller and the friends who have a rank; {@code total} counts the whole board. */
  record FriendsResponse(String board, long total, List<Friend> entries) {}
}
