package io.gamekeeper.infra.observability;

import io.gamekeeper.contract.SavedQuery;
import io.gamekeeper.infra.config.ConstructId;
import io.gamekeeper.infra.config.StageConfig;
import software.amazon.awscdk.services.logs.CfnQueryDefinition;
import software.constructs.Construct;

/**
 * The saved queries of CloudWatch Logs Insights. They name the log groups of other stacks, which
 * have to exist before: a reference would keep those stacks from removing a group.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html">PutQueryDefinition</a>
 */
final class SavedQueries extends Construct {

  SavedQueries(Construct scope, String id, StageConfig config) {
    super(scope, id);
    String stage = config.name().key();
    for (SavedQuery query : SavedQuery.values()) {
      CfnQueryDefinition.Builder.create(this, ConstructId.of(query.queryName()))
          .name(query.nameIn(stage))
          .queryString(query.text())
          .logGroupNames(query.logGroups(stage))
          .build();
    }
  }
}
