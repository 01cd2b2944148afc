package io.gamekeeper.leaderboard.lambda;

import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.leaderboard.BoardRebuild;
import io.gamekeeper.leaderboard.BoardRecovery;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.BoardsFile;
import io.gamekeeper.leaderboard.Leaderboards;
import io.gamekeeper.leaderboard.PlayerScores;
import io.gamekeeper.leaderboard.Ranking;
import io.gamekeeper.leaderboard.RebuildRequests;
import io.gamekeeper.leaderboard.ScoreLog;
import io.gamekeeper.leaderboard.ScoreSubmission;
import io.gamekeeper.leaderboard.SeasonArchive;
import io.gamekeeper.leaderboard.SeasonEnd;
import io.gamekeeper.leaderboard.Settlement;
import io.gamekeeper.leaderboard.store.DynamoScoreEraser;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.DynamoSeasonArchive;
import io.gamekeeper.leaderboard.store.LambdaRebuildRequests;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import io.gamekeeper.platform.telemetry.TracedRedis;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Connects the domain to its stores, as a function's environment names them. */
final class LeaderboardWiring {
  private final Platform platform;
  private final Telemetry telemetry;
  private final Boards boards = BoardsFile.packaged();
  private final ScoreLog log;
  private final Ranking ranking;
  private final SeasonArchive archive;
  private final Settlement settlement;
  private final LeaderboardEnvironment environment;
  private final DynamoDbClient dynamo;

  LeaderboardWiring(Platform platform) {
    this.platform = platform;
    this.telemetry = new Telemetry(platform);
    environment = LeaderboardEnvironment.from(platform.environment());
    dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    log = new DynamoScoreLog(dynamo, environment.scoreLogTable());
    archive = new DynamoSeasonArchive(dynamo, environment.seasonTable());
    ranking =
        new RedisLeaderboard(
            new TracedRedis(
                platform.redis(environment.redisHost(), environment.redisPort()), telemetry),
            platform.clock());
    settlement = new Settlement(log, ranking, platform.waiting(), platform.random());
  }

  /** Returns the telemetry that the stores report to: a handler's invocations run in this one. */
  Telemetry telemetry() {
    return telemetry;
  }

  Boards boards() {
    return boards;
  }

  ScoreSubmission submission() {
    return new ScoreSubmission(
        log, ranking, settlement, recovery(rebuildFunction()), platform.clock(), platform.random());
  }

  Leaderboards leaderboards() {
    return new Leaderboards(
        ranking, recovery(rebuildFunction()), seasonEnd(), archive, platform.clock());
  }

  BoardRebuild rebuild() {
    return new BoardRebuild(log, ranking, settlement, platform.random());
  }

  PlayerScores playerScores() {
    return new PlayerScores(
        boards,
        log,
        ranking,
        archive,
        seasonEnd(),
        settlement,
        new DynamoScoreEraser(dynamo, environment.scoreLogTable(), environment.seasonTable()),
        platform.clock());
  }

  SeasonEnd seasonEnd() {
    return new SeasonEnd(log, ranking, archive, platform.clock());
  }

  /** Returns a recovery that restores large boards itself, for functions that nobody waits for. */
  BoardRecovery patientRecovery() {
    BoardRebuild rebuild = rebuild();
    return recovery(rebuild::rebuild);
  }

  private BoardRecovery recovery(RebuildRequests rebuilds) {
    return new BoardRecovery(
        log, ranking, settlement, rebuilds, platform.waiting(), platform.random());
  }

  private RebuildRequests rebuildFunction() {
    return new LambdaRebuildRequests(
        platform.client(LambdaClient.class),
        RebuildEnvironment.from(platform.environment()).rebuildFunction(),
        telemetry);
  }
}
