package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.ScoreSubmission;
import io.gamekeeper.leaderboard.SubmitOutcome;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/** Answers {@code POST /v1/leaderboards/{board}/scores}: callers submit a score of their own. */
public final class ScoresHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final int BODY_LIMIT = 8 * 1024;
  private static final int KEY_LIMIT = 128;

  private final Boards boards;
  private final ScoreSubmission submission;
  private final Telemetry telemetry;
  private final HttpBoundary boundary;

  /** Called by Lambda. */
  public ScoresHandler() {
    this(Platform.lambda());
  }

  public ScoresHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    boards = wiring.boards();
    submission = wiring.submission();
    telemetry = wiring.telemetry();
    TokenVerifier verifier =
        new TokenVerifier(IdentityEnvironment.from(platform.environment()), platform);
    boundary =
        new HttpBoundary(
            telemetry,
            Route.forPlayers("POST", "/v1/leaderboards/{board}/scores", verifier, this::submit));
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse submit(Call call) {
    Board board = boards.find(call.variable("board")).orElse(null);
    if (board == null) {
      return HttpResponse.of(Problems.unknownBoard());
    }
    String key = call.request().header("idempotency-key");
    if (key != null && !isKey(key)) {
      return HttpResponse.of(
          Problem.malformed("Idempotency-Key must be 1 to 128 printable ASCII characters"));
    }
    return call.request()
        .body(ScoreRequest.class, BODY_LIMIT)
        .answer(body -> submit(board, call.player(), key, body));
  }

  private HttpResponse submit(Board board, String player, @Nullable String key, ScoreRequest body) {
    Long score = body.score;
    if (score == null) {
      return HttpResponse.of(Problem.malformed("field 'score' is missing"));
    }
    if (body.playerId != null && !body.playerId.equals(player)) {
      return HttpResponse.of(Problem.forbidden("scores are submitted for the token's player only"));
    }
    return switch (submission.submit(board, player, score, key)) {
      case SubmitOutcome.Accepted accepted -> {
        telemetry.count(
            accepted.repeated() ? GameMetric.SCORES_REPEATED : GameMetric.SCORES_ACCEPTED);
        yield HttpResponse.ok(
            new ScoreResponse(
                board.id(), player, accepted.score(), accepted.rank(), accepted.improved()));
      }
      case SubmitOutcome.OutOfBounds(var bounds) ->
          HttpResponse.of(Problems.scoreOutOfBounds(bounds));
      case SubmitOutcome.KeyReused() -> HttpResponse.of(Problems.keyReused());
      case SubmitOutcome.NotRecorded() -> unavailable(Problems.notRecorded());
      case SubmitOutcome.PerhapsRecorded() -> HttpResponse.of(Problems.perhapsRecorded());
      case SubmitOutcome.RecordedOnly() -> unavailable(Problems.recordedOnly());
    };
  }

  private HttpResponse unavailable(Problem problem) {
    telemetry.count(GameMetric.RANKING_UNAVAILABLE);
    return HttpResponse.of(problem);
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= KEY_LIMIT
        && key.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /**
   * The answer to an accepted score; the rank is null if it is below the ranks that the board
   * shows.
   */
  record ScoreResponse(
      String board, String playerId, long score, @Nullable Long rank, boolean improved) {}
}
