package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.infra.config.ConstructId;
import io.gamekeeper.infra.config.StageConfig;
import java.util.Objects;
import software.amazon.awscdk.services.athena.CfnNamedQuery;
import software.amazon.awscdk.services.athena.CfnWorkGroup;
import software.amazon.awscdk.services.athena.CfnWorkGroup.EncryptionConfigurationProperty;
import software.amazon.awscdk.services.athena.CfnWorkGroup.EngineVersionProperty;
import software.amazon.awscdk.services.athena.CfnWorkGroup.ResultConfigurationProperty;
import software.amazon.awscdk.services.athena.CfnWorkGroup.WorkGroupConfigurationProperty;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * Where the lake is asked: an Athena workgroup whose settings no caller can override, and the named
 * queries.
 */
final class LakeQueries extends Construct {
  private static final long GIGABYTE = 1_000_000_000L;

  /** What queries read, and where their results go. */
  record Props(LakeCatalogue catalogue, String results, IKey key) {
    Props {
      Objects.requireNonNull(catalogue);
      Objects.requireNonNull(results);
      Objects.requireNonNull(key);
    }
  }

  private final CfnWorkGroup workgroup;

  LakeQueries(Construct scope, String id, StageConfig config, Props props) {
    super(scope, id);
    String stage = config.name().key();
    workgroup =
        CfnWorkGroup.Builder.create(this, "Workgroup")
            .name(LakeTable.workgroup(stage))
            .description("Questions about what players did")
            // Its history of queries would otherwise keep it from being deleted.
            .recursiveDeleteOption(true)
            .workGroupConfiguration(
                WorkGroupConfigurationProperty.builder()
                    .enforceWorkGroupConfiguration(true)
                    .publishCloudWatchMetricsEnabled(true)
                    .bytesScannedCutoffPerQuery(config.lake().queryLimitGigabytes() * GIGABYTE)
                    .engineVersion(
                        EngineVersionProperty.builder()
                            .selectedEngineVersion("Athena engine version 3")
                            .build())
                    .resultConfiguration(
                        ResultConfigurationProperty.builder()
                            .outputLocation(props.results())
                            .encryptionConfiguration(
                                EncryptionConfigurationProperty.builder()
                                    .encryptionOption("SSE_KMS")
                                    .kmsKey(props.key().getKeyArn())
                                    .build())
                            .build())
                    .build())
            .build();
    for (LakeQuery query : LakeQuery.values()) {
      CfnNamedQuery.Builder.create(this, ConstructId.of(query.queryName()))
          .name(query.nameIn(stage))
          .description(query.question())
          .database(props.catalogue().databaseName())
          .queryString(query.text())
          .workGroup(workgroup.getRef())
          .build();
    }
  }

  /** Returns the workgroup's name. */
  String workgroup() {
    return workgroup.getRef();
  }
}
