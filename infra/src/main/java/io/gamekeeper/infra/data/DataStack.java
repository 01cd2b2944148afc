package io.gamekeeper.infra.data;

import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** Everything that must survive a deployment, and nothing else. */
public final class DataStack extends StageStack {
  private final ScoreLog scoreLog;
  private final SeasonStandings seasonStandings;
  private final Ranking ranking;

  /** Creates the stack below a stage, inside the stage's network. */
  public DataStack(Construct scope, String id, StageConfig config, IVpc vpc) {
    super(scope, id, config, "Score log, season standings and live ranking");
    Key key =
        Key.Builder.create(this, "DataKey")
            .description("Encrypts the game's data")
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(30))
            .removalPolicy(removalPolicy())
            .build();
    scoreLog = new ScoreLog(this, "ScoreLog", key, removalPolicy());
    seasonStandings = new SeasonStandings(this, "SeasonStandings", key, removalPolicy());
    ranking =
        new Ranking(
            this,
            "Ranking",
            new Ranking.Props(vpc, key, config.redis(), config.logRetention(), removalPolicy()));
  }

  /** Where accepted scores are recorded. */
  public ScoreLog scoreLog() {
    return scoreLog;
  }

  /** Where ended seasons are frozen. */
  public SeasonStandings seasonStandings() {
    return seasonStandings;
  }

  /** Where players are ranked. */
  public Ranking ranking() {
    return ranking;
  }
}
