package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AWS's documents ask of databases and queues, over the templates of all stages. */
final class DataRulesTest {
  /** RDS guide, "Maintaining a DB instance"; ElastiCache guide, "Managing maintenance". */
  @ParameterizedTest
  @EnumSource
  void backupsAndMaintenanceDoNotMeet(StageName stage) {
    Map<String, String> backups =
        Map.of(
            "AWS::ElastiCache::ReplicationGroup", "SnapshotWindow",
            "AWS::RDS::DBInstance", "PreferredBackupWindow");
    List<String> compared = new ArrayList<>();
    backups.forEach(
        (type, backup) ->
            Templates.resources(stage, type)
                .forEach(
                    (id, resource) -> {
                      JsonNode properties = resource.path("Properties");
                      String daily = properties.path(backup).asText();
                      String weekly = properties.path("PreferredMaintenanceWindow").asText();
                      assertThat(weekly).as(id).matches(DAY_AND_TIME + "-" + DAY_AND_TIME);
                      if (!daily.isEmpty()) {
                        compared.add(type);
                        int[] kept = minutes(daily);
                        int[] maintained = minutes(weekly.replaceAll("[a-z]{3}:", ""));
                        assertThat(kept[1] <= maintained[0] || maintained[1] <= kept[0])
                            .as(id + " " + daily + " and " + weekly)
                            .isTrue();
                      }
                    }));

    assertThat(compared).contains("AWS::RDS::DBInstance");
  }

  private static final String DAY_AND_TIME = "[a-z]{3}:\\d\\d:\\d\\d";

  /** Begin and end of a window that does not reach over midnight. */
  private static int[] minutes(String window) {
    String[] parts = window.split("[:-]", -1);
    return new int[] {
      60 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]),
      60 * Integer.parseInt(parts[2]) + Integer.parseInt(parts[3])
    };
  }

  /**
   * CloudFormation reference, AWS::RDS::DBInstance, and RDS guide, "Working with read replicas".
   */
  @ParameterizedTest
  @EnumSource
  void aReplicaHasFromItsSourceWhatItMayNotSayItself(StageName stage) {
    Map<Boolean, JsonNode> copies = new TreeMap<>();
    Templates.resources(stage, "Data", "AWS::RDS::DBInstance")
        .values()
        .forEach(
            instance ->
                copies.put(
                    instance.path("Properties").has("SourceDBInstanceIdentifier"),
                    instance.path("Properties")));
    JsonNode none = Templates.JSON.nullNode();

    assertThat(copies).hasSize(2);
    assertThat(copies.getOrDefault(false, none).path("BackupRetentionPeriod").asInt()).isPositive();
    for (String property :
        List.of(
            "DBName",
            "DBSnapshotIdentifier",
            "KmsKeyId",
            "MasterUserPassword",
            "MasterUsername",
            "PreferredBackupWindow",
            "StorageEncrypted")) {
      assertThat(copies.getOrDefault(true, none).has(property)).as(property).isFalse();
    }
  }

  /**
   * RDS guide, "RDS Proxy connection considerations", and API reference,
   * ConnectionPoolConfiguration.
   */
  @ParameterizedTest
  @EnumSource
  void aWaitAtTheProxyEndsBeforeAnyFunctionDoes(StageName stage) {
    JsonNode targets = Templates.only(stage, "Data", "AWS::RDS::DBProxyTargetGroup");
    JsonNode pool = targets.at("/Properties/ConnectionPoolConfigurationInfo");
    int shortest =
        Templates.resources(stage, "Payments", "AWS::Lambda::Function").values().stream()
            .mapToInt(function -> function.at("/Properties/Timeout").asInt())
            .min()
            .orElseThrow();

    assertThat(targets.at("/Properties/TargetGroupName").asText()).isEqualTo("default");
    assertThat(pool.path("ConnectionBorrowTimeout").asInt())
        .isPositive()
        .isLessThanOrEqualTo(300)
        .isLessThan(shortest);
    assertThat(pool.path("MaxIdleConnectionsPercent").asInt())
        .isLessThanOrEqualTo(pool.path("MaxConnectionsPercent").asInt());
  }

  /** SQS guide, "Using dead-letter queues": a message's age counts from its first queue. */
  @ParameterizedTest
  @EnumSource
  void deadLettersAreKeptLongerThanWhatBecomesOne(StageName stage) {
    int defaultSeconds = 4 * 86_400;
    List<String> sources = new ArrayList<>();
    Templates.stacks(stage)
        .values()
        .forEach(
            template ->
                Resources.each(
                    template,
                    "AWS::SQS::Queue",
                    queue -> {
                      String letters =
                          queue
                              .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0")
                              .asText();
                      if (!letters.isEmpty()) {
                        sources.add(letters);
                        assertThat(
                                template
                                    .path("Resources")
                                    .path(letters)
                                    .at("/Properties/MessageRetentionPeriod")
                                    .asInt(defaultSeconds))
                            .isGreaterThan(
                                queue
                                    .at("/Properties/MessageRetentionPeriod")
                                    .asInt(defaultSeconds));
                      }
                    }));

    assertThat(sources).isNotEmpty();
  }
}
