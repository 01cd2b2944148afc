package io.gamekeeper.leaderboard.lambda;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.PlayerScores;
import io.gamekeeper.leaderboard.PlayerScores.OfSeason;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands out what the boards hold of one player, season by season. */
final class PlayerRoute {
  /** Scores of a page at least, if there are as many: a season is not divided. */
  private static final int SCORES = 2000;

  private final PlayerScores scores;

  /** What is kept of a player; {@code next} is where the next page begins. */
  record Export(String player, boolean known, List<Seasonal> seasons, @Nullable String next) {}

  /** A season's scores; the rank is that of a frozen season. */
  record Seasonal(String board, String season, @Nullable Long rank, List<Scored> scores) {}

  /** A score. */
  record Scored(long score, Instant at, String request) {}

  PlayerRoute(PlayerScores scores) {
    this.scores = scores;
  }

  Route of(Operators operators) {
    return Route.forOperators(
            "GET",
            "/ops/v1/leaderboards/players/{player}",
            OperatorRole.APPROVER,
            operators,
            this::export)
        .accountable();
  }

  private HttpResponse export(Call call) {
    return call.playerInPath()
        .answer(
            player ->
                call.request()
                    .queryInt("cursor", 0, 0, 99_999)
                    .answer(first -> HttpResponse.ok(export(player, first))));
  }

  /** Seasons are counted from the newest: one that begins meanwhile shows a season twice. */
  private Export export(String player, int first) {
    List<BoardSeason> all = scores.seasons();
    List<Seasonal> found = new ArrayList<>();
    int size = 0;
    for (int place = first; place < all.size(); place++) {
      Optional<OfSeason> of = scores.of(all.get(place), player);
      if (of.isPresent()) {
        found.add(seasonal(of.get()));
        size += of.get().entries().size();
        if (size >= SCORES && place + 1 < all.size()) {
          return new Export(player, true, found, Integer.toString(place + 1));
        }
      }
    }
    return new Export(player, !found.isEmpty(), found, null);
  }

  private static Seasonal seasonal(OfSeason of) {
    return new Seasonal(
        of.at().board().id(),
        of.at().season().id(),
        of.frozen().map(Row::rank).orElse(null),
        of.entries().stream()
            .map(
                entry ->
                    new Scored(
                        entry.score(), entry.stamp().acceptedAt(), entry.stamp().requestId()))
            .toList());
  }
}
