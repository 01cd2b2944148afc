package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/**
 * The lake of players' events: whatever goes into the stream lies within minutes as Parquet in a
 * bucket, by type and day, and is asked in SQL. It knows players by pseudonyms only.
 */
public final class LakeStack extends StageStack {
  private final LakeStream stream;

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
    new LakeQueries(
        this, "Queries", config, new LakeQueries.Props(catalogue, files.results(), key));
    new LakeAlarms(this, alarms).about(stream.name());
  }

  /** Returns the name of the stream, into which lines of JSON are put. */
  public String streamName() {
    return stream.name();
  }

  /** Allows what filling the lake takes. */
  public void grantFill(IGrantable grantee, Use use) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(List.of(stream.arn()))
                .build());
  }
}
