package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
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
              Map.entry("OnceTable0DB39D80", "AWS::DynamoDB::Table"),
              Map.entry("PaymentDatabaseInstance1E800893", "AWS::RDS::DBInstance"),
              Map.entry("PaymentDatabaseOwnerSecretD1B36785", "AWS::SecretsManager::Secret"),
              Map.entry("PaymentDatabaseReplica9CAD236D", "AWS::RDS::DBInstance"),
              Map.entry("PaymentDatabaseUsersSecret56AC0475", "AWS::SecretsManager::Secret"),
              Map.entry("PurchaseLogTable2ADA45E3", "AWS::DynamoDB::Table"),
              Map.entry("RankingReplicationGroup82379189", "AWS::ElastiCache::ReplicationGroup"),
              Map.entry("ScoreLogTable48D7A419", "AWS::DynamoDB::Table"),
              Map.entry("SeasonStandingsTableBF5D36BA", "AWS::DynamoDB::Table"),
              Map.entry("StoreSettingsCredentials3F01A910", "AWS::SecretsManager::Secret")));
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
