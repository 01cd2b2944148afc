package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.Use;
import io.gamekeeper.contract.event.LakeEnvironment;
import io.gamekeeper.contract.event.LakeQueryEnvironment;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The lake of players' events: whatever goes into the stream lies within minutes as Parquet in a
 * bucket, by type and day, and is asked in SQL. It knows players by pseudonyms only.
 */
public final class LakeStack extends StageStack {
  private final LakeRights rights;
  private final LakeStream stream;
  private final LakeQueryEnvironment questions;

  /** Creates the stack below a stage. */
  public LakeStack(Construct scope, String id, StageConfig config, Alarms alarms) {
    super(scope, id, config, "Players' events for questions in SQL");
    Key key =
        Key.Builder.create(this, "LakeKey")
            .description("Encrypts the lake of players' events")
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(30))
            .removalPolicy(removalPolicy())
            .build();
    LakeFiles files = new LakeFiles(this, "Files", config, key);
    LakeCatalogue catalogue = new LakeCatalogue(this, "Catalogue", config, files.events());
    stream =
        new LakeStream(
            this, "Stream", new LakeStream.Props(config, key, files.events(), catalogue));
    LakeQueries queries =
        new LakeQueries(
            this,
            "Queries",
            config,
            new LakeQueries.Props(catalogue, files.resultsLocation(), key));
    new LakeAlarms(this, alarms).about(stream.name());
    rights = new LakeRights(config.name().key(), files, key);
    questions =
        new LakeQueryEnvironment(
            queries.workgroup(),
            catalogue.databaseName(),
            files.eventsLocation(),
            files.resultsLocation());
  }

  /** Allows a function to fill the lake, or to ask it. */
  public <F extends IConstruct & IGrantable> void grant(F function, Use use) {
    rights.grant(function, use);
  }

  /** Returns where events go in. */
  public LakeEnvironment entrance() {
    return new LakeEnvironment(stream.name());
  }

  /** Returns where the lake is asked. */
  public LakeQueryEnvironment questions() {
    return questions;
  }
}
