package io.gamekeeper.infra.lake;

import io.gamekeeper.contract.Use;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.contract.event.LakeTable;
import io.gamekeeper.infra.config.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.IConstruct;

/**
 * The rights to fill the lake and to ask it. Athena reads tables and files, and writes the results,
 * with the rights of whoever asks.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html">Access
 *     to databases and tables</a>
 */
record LakeRights(String stage, LakeFiles files, IKey key) {
  LakeRights {
    Objects.requireNonNull(stage);
    Objects.requireNonNull(files);
    Objects.requireNonNull(key);
  }

  /** Allows a function a use of the lake. */
  <F extends IConstruct & IGrantable> void grant(F function, Use use) {
    switch (use) {
      case FILL_LAKE ->
          allow(
              function,
              use.actions(),
              List.of(arn(function, "firehose", "deliverystream", LakeTable.stream(stage))));
      case ASK_LAKE ->
          allow(
              function,
              use.actions(),
              List.of(arn(function, "athena", "workgroup", LakeTable.workgroup(stage))));
      case READ_LAKE_TABLES -> allow(function, use.actions(), catalogue(function));
      case READ_LAKE_EVENTS ->
          grant(function, use, files.events(), LakeFiles.EVENTS, "kms:Decrypt");
      // Who keeps results has read events, so that the key decrypts results too.
      case KEEP_LAKE_RESULTS ->
          grant(function, use, files.results(), LakeFiles.RESULTS, "kms:GenerateDataKey");
      default -> throw new IllegalArgumentException(use + " does not use the lake");
    }
  }

  /** Returns the catalogue with the lake's database and tables, each by its name. */
  private List<String> catalogue(IConstruct function) {
    String database = LakeTable.database(stage);
    List<String> all = new ArrayList<>();
    all.add(arn(function, "glue", "catalog", ""));
    all.add(arn(function, "glue", "database", database));
    // Athena looks at it whatever is asked.
    all.add(arn(function, "glue", "database", "default"));
    all.add(arn(function, "glue", "table", database + "/" + LakeTable.ALL));
    for (EventType type : EventType.values()) {
      all.add(arn(function, "glue", "table", database + "/" + LakeTable.of(type)));
    }
    return all;
  }

  private <F extends IConstruct & IGrantable> void grant(
      F function, Use use, IBucket bucket, String folder, String keyAction) {
    List<String> ofObjects = new ArrayList<>();
    List<String> ofBuckets = new ArrayList<>();
    for (String action : use.actions()) {
      (action.contains("Bucket") ? ofBuckets : ofObjects).add(action);
    }
    allow(function, ofBuckets, List.of(bucket.getBucketArn()));
    allow(function, ofObjects, List.of(bucket.arnForObjects(folder + "*")));
    function
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(List.of(keyAction))
                .resources(List.of(key.getKeyArn()))
                .conditions(
                    Map.of(
                        "StringEquals",
                        Map.of(
                            "kms:ViaService",
                            "s3." + Stack.of(function).getRegion() + ".amazonaws.com")))
                .build());
    Findings.acknowledge(
        function,
        "AwsSolutions-IAM5[Resource::" + asReported(bucket) + "/" + folder + "*]",
        "Files are named by Firehose and Athena: the policy can name their folder only");
  }

  /** Returns the bucket's ARN as findings of other stacks have it: the name of its export. */
  private static String asReported(IBucket bucket) {
    Stack lake = Stack.of(bucket);
    Object imported = lake.resolve(lake.exportValue(bucket.getBucketArn()));
    return String.valueOf(((Map<?, ?>) imported).get("Fn::ImportValue"));
  }

  private static void allow(IGrantable function, List<String> actions, List<String> resources) {
    function
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create().actions(actions).resources(resources).build());
  }

  private static String arn(IConstruct function, String service, String resource, String name) {
    ArnComponents.Builder arn = ArnComponents.builder().service(service).resource(resource);
    return Stack.of(function)
        .formatArn(
            name.isEmpty()
                ? arn.arnFormat(ArnFormat.NO_RESOURCE_NAME).build()
                : arn.resourceName(name).build());
  }
}
