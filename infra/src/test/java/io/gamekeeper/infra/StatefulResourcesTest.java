package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.infra.config.StageName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A logical id that changes makes CloudFormation replace the resource, data and all. */
final class StatefulResourcesTest {
  private static final Map<String, String> STATEFUL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("DataKey17AFBB84", "AWS::KMS::Key"),
              Map.entry("ErasuresTableD2BCF02B", "AWS::DynamoDB::Table"),
              Map.entry("EventLogTable9CC67CCE", "AWS::DynamoDB::Table"),
              Map.entry("OnCallBookTable4E24D50E", "AWS::DynamoDB::Table"),
              Map.entry("OnCallLinkKey6D33B3E7", "AWS::SecretsManager::Secret"),
              Map.entry("OnCallMessengerKeysBA39C47A", "AWS::SecretsManager::Secret"),
              Map.entry("OnceTable0DB39D80", "AWS::DynamoDB::Table"),
              Map.entry("OperationsAuditTable12207A88", "AWS::DynamoDB::Table"),
              Map.entry("PaymentDatabaseInstance1E800893", "AWS::RDS::DBInstance"),
              Map.entry("PaymentDatabaseOwnerSecretD1B36785", "AWS::SecretsManager::Secret"),
              Map.entry("PaymentDatabaseReplica9CAD236D", "AWS::RDS::DBInstance"),
              Map.entry("PaymentDatabaseUsersSecret56AC0475", "AWS::SecretsManager::Secret"),
              Map.entry("PlayerFiguresTable808A4C06", "AWS::DynamoDB::Table"),
              Map.entry("PlayersTable3A8C37FB", "AWS::DynamoDB::Table"),
              Map.entry("PurchaseLogTable2ADA45E3", "AWS::DynamoDB::Table"),
              Map.entry("RankingReplicationGroup82379189", "AWS::ElastiCache::ReplicationGroup"),
              Map.entry("ScoreLogTable48D7A419", "AWS::DynamoDB::Table"),
              Map.entry("SeasonStandingsTableBF5D36BA", "AWS::DynamoDB::Table"),
              Map.entry("StoreSettingsCredentials3F01A910", "AWS::SecretsManager::Secret")));

  /**
   * By type, what CloudFormation's registry calls create-only, or the type's page a replacement.
   */
  private static final Map<String, List<String>> CREATE_ONLY =
      new TreeMap<>(
          Map.of(
              "AWS::DynamoDB::Table",
              List.of("ImportSourceSpecification", "KeySchema", "TableName"),
              "AWS::ElastiCache::ReplicationGroup",
              List.of(
                  "AtRestEncryptionEnabled",
                  "CacheSubnetGroupName",
                  "DataTieringEnabled",
                  "GlobalReplicationGroupId",
                  "KmsKeyId",
                  "NetworkType",
                  "Port",
                  "PreferredCacheClusterAZs",
                  "ReplicasPerNodeGroup",
                  "ReplicationGroupId",
                  "SnapshotArns",
                  "SnapshotName"),
              "AWS::KMS::Key",
              List.of("KeySpec", "KeyUsage", "MultiRegion", "Origin"),
              "AWS::RDS::DBInstance",
              List.of(
                  "BackupTarget",
                  "CharacterSetName",
                  "CustomIAMInstanceProfile",
                  "DBClusterIdentifier",
                  "DBInstanceIdentifier",
                  "DBName",
                  "DBSubnetGroupName",
                  "DBSystemId",
                  "Engine",
                  "KmsKeyId",
                  "MasterUsername",
                  "NcharCharacterSetName",
                  "SourceRegion",
                  "StorageEncrypted",
                  "Timezone"),
              "AWS::RDS::DBProxy",
              List.of("DBProxyName", "EngineFamily", "VpcSubnetIds"),
              "AWS::S3::Bucket",
              List.of("BucketName"),
              "AWS::SecretsManager::Secret",
              List.of("Name")));

  private static final String ASSETS = "Assets9A31D427";
  private static final String SIGNING_KEY = "SigningKeyEEFC2790";

  @ParameterizedTest
  @EnumSource
  void logicalIdsNeverChange(StageName stage) {
    Map<String, String> actual = new TreeMap<>();
    for (String type : new TreeSet<>(STATEFUL.values())) {
      Templates.resources(stage, "Data", type).keySet().forEach(id -> actual.put(id, type));
    }

    assertThat(actual).isEqualTo(STATEFUL);
  }

  /**
   * Each of these values can be set once: another is another resource. With an export in use or a
   * fixed name CloudFormation refuses that after hours, and otherwise the data is gone. What is
   * pinned in {@code create-only.json} changes before the first deployment only.
   */
  @ParameterizedTest
  @EnumSource
  void whatCannotBeChangedLaterIsPinned(StageName stage) {
    ObjectNode actual = Templates.JSON.createObjectNode();
    for (String stack : Templates.stacks(stage).keySet()) {
      CREATE_ONLY.forEach(
          (type, properties) ->
              Templates.resources(stage, stack, type)
                  .forEach(
                      (id, resource) -> {
                        ObjectNode pinned = actual.putObject(stack + "/" + id);
                        for (String property : properties) {
                          JsonNode value = resource.path("Properties").path(property);
                          if (!value.isMissingNode()) {
                            pinned.set(property, value);
                          }
                        }
                      }));
    }

    JsonNode pinned =
        Templates.json(Path.of("src/test/resources/create-only.json")).path(stage.key());
    assertThat(actual.toPrettyString()).isEqualTo(pinned.toPrettyString());
  }

  /**
   * The description of a group cannot be changed, and a group whose id is exported cannot be
   * replaced; nor can a policy with a fixed name, of which neither description nor path can change.
   */
  @ParameterizedTest
  @EnumSource
  void textsThatCannotBeChangedLaterArePinned(StageName stage) {
    Map<String, String> texts = new TreeMap<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) -> {
              for (JsonNode output : template.path("Outputs")) {
                JsonNode group =
                    template
                        .path("Resources")
                        .path(output.at("/Value/Fn::GetAtt/0").asText())
                        .at("/Properties/GroupDescription");
                if (!group.isMissingNode()) {
                  texts.put(
                      stack + " " + output.at("/Value/Fn::GetAtt/0").asText(), group.asText());
                }
              }
              Templates.resources(stage, stack, "AWS::IAM::ManagedPolicy")
                  .values()
                  .forEach(
                      policy -> {
                        JsonNode properties = policy.path("Properties");
                        texts.put(
                            properties.path("ManagedPolicyName").asText(),
                            properties.path("Path").asText()
                                + " "
                                + properties.path("Description").asText());
                      });
            });

    String loadBalancer =
        switch (stage) {
          case DEV -> "DevEdgeLoadBalancer5D7EBD01";
          case STAGING -> "StagingEdgeLoadBalancer01B2488B";
          case PROD -> "ProdEdgeLoadBalancer2ADA73D0";
        };
    Map<String, String> pinned =
        Map.of(
            "Data PaymentDatabaseProxySecurityGroup50207FDD",
            "Who may reach the proxy",
            "Data PaymentDatabaseRotationSecurityGroup22F02609",
            "What the rotation of passwords may reach",
            "Data RankingSecurityGroupFE61A903",
            "Who may reach the ranking",
            "Edge LoadBalancerSecurityGroupA28D6DD7",
            "Automatically created Security Group for ELB " + loadBalancer,
            "gamekeeper-" + stage.key() + "-asset-release",
            "/ Releases assets of the game, and rolls releases back",
            "gamekeeper-" + stage.key() + "-operations-api",
            "/ Calls the operations API of " + stage.key());
    assertThat(texts).hasSizeGreaterThanOrEqualTo(4);
    assertThat(pinned).containsAllEntriesOf(texts);
  }

  @ParameterizedTest
  @EnumSource
  void assetsAndTheKeyThatSignsForThemStayTheSame(StageName stage) {
    assertThat(Templates.resources(stage, "Assets", "AWS::S3::Bucket")).containsKey(ASSETS);
    assertThat(Templates.resources(stage, "Assets", "AWS::KMS::Key").keySet())
        .containsExactly(SIGNING_KEY);
  }

  @Test
  void prodKeepsItsDataWhateverHappensToTheStack() {
    JsonNode resources = Templates.template(StageName.PROD, "Data").path("Resources");

    for (String id : STATEFUL.keySet()) {
      assertThat(resources.path(id).path("DeletionPolicy").asText())
          .as(id)
          .isEqualTo("RetainExceptOnCreate");
      assertThat(resources.path(id).path("UpdateReplacePolicy").asText())
          .as(id)
          .isEqualTo("Retain");
    }
    Templates.resources(StageName.PROD, "Data", "AWS::DynamoDB::Table")
        .forEach(
            (id, table) ->
                assertThat(table.at("/Properties/DeletionProtectionEnabled").asBoolean())
                    .as(id)
                    .isTrue());
  }

  @Test
  void noStackOfProdIsDeletedByMistake() {
    JsonNode manifest =
        Templates.json(Templates.assembly().resolve("assembly-Prod").resolve("manifest.json"));

    manifest
        .path("artifacts")
        .properties()
        .forEach(
            artifact -> {
              if (artifact.getValue().path("type").asText().equals("aws:cloudformation:stack")) {
                assertThat(artifact.getValue().at("/properties/terminationProtection").asBoolean())
                    .as(artifact.getKey())
                    .isTrue();
              }
            });
  }

  @Test
  void tablesRecoverToAnySecondAndAreEncryptedWithOurKey() {
    Templates.resources(StageName.DEV, "Data", "AWS::DynamoDB::Table")
        .forEach(
            (id, table) -> {
              JsonNode properties = table.path("Properties");
              assertThat(properties.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
              assertThat(
                      properties
                          .at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                          .asBoolean())
                  .isTrue();
              assertThat(properties.at("/SSESpecification/KMSMasterKeyId/Fn::GetAtt/0").asText())
                  .isEqualTo("DataKey17AFBB84");
            });
  }

  @Test
  void theRankingSurvivesAZoneAndRefusesToForget() {
    JsonNode group = Templates.only(StageName.PROD, "Data", "AWS::ElastiCache::ReplicationGroup");
    JsonNode properties = group.path("Properties");

    assertThat(properties.path("EngineVersion").asText()).isEqualTo("7.1");
    assertThat(properties.path("MultiAZEnabled").asBoolean()).isTrue();
    assertThat(properties.path("AutomaticFailoverEnabled").asBoolean()).isTrue();
    assertThat(properties.path("ClusterMode").asText()).isEqualTo("enabled");
    assertThat(properties.path("TransitEncryptionMode").asText()).isEqualTo("required");
    assertThat(properties.path("AtRestEncryptionEnabled").asBoolean()).isTrue();
    assertThat(properties.path("ReplicasPerNodeGroup").asInt()).isEqualTo(2);
    assertThat(group.at("/UpdatePolicy/UseOnlineResharding").asBoolean()).isTrue();
    assertThat(
            Templates.only(StageName.PROD, "Data", "AWS::ElastiCache::ParameterGroup")
                .at("/Properties/Properties/maxmemory-policy")
                .asText())
        .isEqualTo("noeviction");
  }
}
