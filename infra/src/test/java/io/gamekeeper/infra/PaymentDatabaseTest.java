package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PaymentDatabaseTest {
  private static final String ROTATION = "AWS::SecretsManager::RotationSchedule";

  @ParameterizedTest
  @EnumSource
  void itIsMySqlInTwoZonesEncryptedBackedUpAndOutOfReach(StageName stage) {
    JsonNode database = instance(stage, "PaymentDatabaseInstance");

    assertThat(database.path("Engine").asText()).isEqualTo("mysql");
    // A full version would be taken from sale some day, and a first deployment would then fail.
    assertThat(database.path("EngineVersion").asText()).isEqualTo("8.4");
    assertThat(database.path("MultiAZ").asBoolean()).isTrue();
    assertThat(database.path("StorageType").asText()).isEqualTo("gp3");
    assertThat(database.at("/KmsKeyId/Fn::GetAtt/0").asText()).isEqualTo("DataKey17AFBB84");
    assertThat(database.path("MaxAllocatedStorage").asInt())
        .isGreaterThan(database.path("AllocatedStorage").asInt());
    assertThat(database.path("BackupRetentionPeriod").asInt()).isPositive();
    assertThat(database.path("PubliclyAccessible").asBoolean(true)).isFalse();
    assertThat(database.path("AutoMinorVersionUpgrade").asBoolean()).isTrue();
    assertThat(database.path("EnablePerformanceInsights").asBoolean()).isTrue();
    assertThat(database.path("MonitoringInterval").asInt()).isEqualTo(60);
    assertThat(database.path("DeletionProtection").asBoolean()).isEqualTo(stage == StageName.PROD);
    assertThat(DeployedFunction.texts(database.path("EnableCloudwatchLogsExports")))
        .containsExactly("error", "slowquery", "audit");
  }

  @ParameterizedTest
  @EnumSource
  void itHasAReplicaForReading(StageName stage) {
    JsonNode replica = instance(stage, "PaymentDatabaseReplica");

    assertThat(replica.path("SourceDBInstanceIdentifier").toString())
        .contains("PaymentDatabaseInstance1E800893");
    assertThat(replica.path("PubliclyAccessible").asBoolean(true)).isFalse();
  }

  /** RDS guide, "Upgrades of the RDS for MySQL DB engine": replicas come before their source. */
  @ParameterizedTest
  @EnumSource
  void theReplicaIsMaintainedADayBeforeItsSource(StageName stage) {
    assertThat(
            instance(stage, "PaymentDatabaseReplica").path("PreferredMaintenanceWindow").asText())
        .isEqualTo("tue:03:15-tue:04:15");
    assertThat(
            instance(stage, "PaymentDatabaseInstance").path("PreferredMaintenanceWindow").asText())
        .isEqualTo("wed:03:15-wed:04:15");
  }

  @ParameterizedTest
  @EnumSource
  void aProtectedStageChangesItsClassInTheMaintenanceWindowOnly(StageName stage) {
    for (String copy : List.of("PaymentDatabaseInstance", "PaymentDatabaseReplica")) {
      assertThat(instance(stage, copy).path("ApplyImmediately"))
          .as(copy)
          .hasToString(Boolean.toString(stage != StageName.PROD));
    }
  }

  /** RDS guide, "Amazon RDS DB instance storage", gp3: from 400 GiB on, and not below. */
  @ParameterizedTest
  @EnumSource
  void theSpeedOfAStripedStorageIsStated(StageName stage) {
    JsonNode database = instance(stage, "PaymentDatabaseInstance");
    boolean striped = database.path("AllocatedStorage").asInt() >= 400;

    assertThat(striped).isEqualTo(stage == StageName.PROD);
    assertThat(database.path("Iops").asText()).isEqualTo(striped ? "12000" : "");
    assertThat(database.path("StorageThroughput").asText()).isEqualTo(striped ? "500" : "");
  }

  @ParameterizedTest
  @EnumSource
  void theProxysLogIsThereBeforeTheProxy(StageName stage) {
    JsonNode proxy = Templates.only(stage, "Data", "AWS::RDS::DBProxy");
    String name = proxy.at("/Properties/DBProxyName").asText();
    Map<String, JsonNode> groups = Templates.resources(stage, "Data", "AWS::Logs::LogGroup");
    groups
        .values()
        .removeIf(
            group ->
                !group.at("/Properties/LogGroupName").asText().equals("/aws/rds/proxy/" + name));

    assertThat(groups).hasSize(1);
    assertThat(DeployedFunction.texts(proxy.path("DependsOn"))).containsAll(groups.keySet());
  }

  @Test
  void itsLogsAreKeptAsLongAsTheStageSays() {
    Map<String, Integer> retention = new TreeMap<>();
    Templates.resources(StageName.DEV, "Data", "AWS::Logs::LogGroup")
        .values()
        .forEach(
            group -> {
              String name = group.at("/Properties/LogGroupName").asText();
              if (name.startsWith("/aws/rds/")) {
                retention.put(name, group.at("/Properties/RetentionInDays").asInt());
              }
            });

    assertThat(retention)
        .isEqualTo(
            Map.of(
                "/aws/rds/instance/gamekeeper-dev-payments/audit", 30,
                "/aws/rds/instance/gamekeeper-dev-payments/error", 30,
                "/aws/rds/instance/gamekeeper-dev-payments/slowquery", 30,
                "/aws/rds/instance/gamekeeper-dev-payments-replica/error", 30,
                "/aws/rds/instance/gamekeeper-dev-payments-replica/slowquery", 30,
                "/aws/rds/proxy/gamekeeper-dev-payments", 30));
  }

  @Test
  void commitsAreDurableReadsCommittedAndConnectionsEncrypted() {
    JsonNode parameters =
        Templates.only(StageName.PROD, "Data", "AWS::RDS::DBParameterGroup").path("Properties");

    assertThat(parameters.path("Family").asText()).isEqualTo("mysql8.4");
    assertThat(parameters.at("/Parameters/require_secure_transport").asText()).isEqualTo("1");
    assertThat(parameters.at("/Parameters/transaction_isolation").asText())
        .isEqualTo("READ-COMMITTED");
    assertThat(parameters.at("/Parameters/innodb_flush_log_at_trx_commit").asText()).isEqualTo("1");
    assertThat(parameters.at("/Parameters/sync_binlog").asText()).isEqualTo("1");
    assertThat(parameters.at("/Parameters/sql_mode").asText()).contains("STRICT_TRANS_TABLES");
  }

  @Test
  void theOnlyWayInIsTheProxyByIamAndTls() {
    JsonNode proxy = Templates.only(StageName.PROD, "Data", "AWS::RDS::DBProxy").path("Properties");
    TreeSet<String> secrets = new TreeSet<>();
    proxy
        .path("Auth")
        .forEach(
            auth -> {
              assertThat(auth.path("IAMAuth").asText()).isEqualTo("REQUIRED");
              secrets.add(auth.at("/SecretArn/Ref").asText());
            });
    TreeSet<String> reachDatabase = new TreeSet<>();
    Templates.resources(StageName.PROD, "Data", "AWS::EC2::SecurityGroupIngress")
        .values()
        .forEach(
            rule ->
                reachDatabase.add(
                    rule.at("/Properties/SourceSecurityGroupId/Fn::GetAtt/0").asText()
                        + " > "
                        + rule.at("/Properties/GroupId/Fn::GetAtt/0").asText()));

    assertThat(proxy.path("RequireTLS").asBoolean()).isTrue();
    assertThat(secrets)
        .containsExactly(
            "PaymentDatabaseOwnerSecretD1B36785", "PaymentDatabaseUsersSecret56AC0475");
    assertThat(reachDatabase)
        .containsExactly(
            "PaymentDatabaseProxySecurityGroup50207FDD > PaymentDatabaseSecurityGroup3F0212A7",
            "PaymentDatabaseRotationSecurityGroup22F02609 > PaymentDatabaseSecurityGroup3F0212A7");
  }

  @ParameterizedTest
  @EnumSource
  void bothPasswordsAreRotatedAndNoneIsInATemplate(StageName stage) {
    JsonNode owners = Templates.only(stage, "Data", ROTATION);
    JsonNode users = Templates.only(stage, "Payments", ROTATION);

    assertThat(owners.at("/Properties/SecretId/Ref").asText())
        .startsWith("PaymentDatabaseOwnerSecretAttachment");
    assertThat(users.at("/Properties/SecretId/Fn::ImportValue").asText())
        .contains("PaymentDatabaseUsersSecretAttachment");
    for (JsonNode schedule : List.of(owners, users)) {
      JsonNode rotation = schedule.at("/Properties/HostedRotationLambda");
      assertThat(rotation.path("RotationType").asText()).isEqualTo("MySQLSingleUser");
      // What else decrypts the secret for the rotation's function?
      assertThat(rotation.path("KmsKeyArn").toString()).contains("DataKey17AFBB84");
      assertThat(rotation.path("VpcSecurityGroupIds").toString())
          .contains("PaymentDatabaseRotationSecurityGroup22F02609");
      assertThat(rotation.path("VpcSubnetIds").toString()).contains("VpcPrivateSubnet");
      assertThat(schedule.at("/Properties/RotateImmediatelyOnUpdate").asBoolean(true)).isFalse();
    }
    assertThat(instance(stage, "PaymentDatabaseInstance").path("MasterUserPassword").toString())
        .contains("{{resolve:secretsmanager:");
    assertThat(Templates.template(stage, "Data").toString()).doesNotContain("\"SecretString\"");
  }

  /**
   * CloudFormation reference, HostedRotationLambda: the rotation's function is made by the macro.
   */
  @ParameterizedTest
  @CsvSource({"DEV,Data", "DEV,Payments", "PROD,Data", "PROD,Payments"})
  void whoDeclaresARotationAsksForItsMacro(StageName stage, String stack) {
    assertThat(Templates.template(stage, stack).path("Transform").toString())
        .contains("AWS::SecretsManager-2024-09-16");
  }

  /**
   * Secrets Manager API reference, RotateSecret, "RotateImmediately": "if you don't immediately
   * rotate the secret, Secrets Manager tests the rotation configuration by running the testSecret
   * step", which logs in to the database as the secret's user.
   */
  @ParameterizedTest
  @EnumSource
  void aRotationIsDeclaredWhenItsUserExistsAndCanBeReached(StageName stage) {
    String migration =
        Templates.resources(stage, "Payments", "Custom::DatabaseMigration")
            .keySet()
            .iterator()
            .next();

    assertThat(
            DeployedFunction.texts(Templates.only(stage, "Payments", ROTATION).path("DependsOn")))
        .contains(migration);
    // The owner is made with the instance that its secret is attached to.
    assertThat(Templates.only(stage, "Data", ROTATION).path("DependsOn").toString())
        .containsPattern("PaymentDatabaseSecurityGroupfrom\\w*RotationSecurityGroup");
  }

  @Test
  void theStoresSecretStartsAsJsonWithEveryMember() throws IOException {
    JsonNode secret =
        Templates.template(StageName.PROD, "Data")
            .at("/Resources/StoreSettingsCredentials3F01A910/Properties/GenerateSecretString");
    JsonNode members = Templates.JSON.readTree(secret.path("SecretStringTemplate").asText());

    assertThat(members.path(StoreCredentials.APPLE).propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            StoreCredentials.APPLE_ISSUER_ID,
            StoreCredentials.APPLE_KEY_ID,
            StoreCredentials.APPLE_PRIVATE_KEY,
            StoreCredentials.APPLE_ROOT_CERTIFICATES);
    assertThat(members.path(StoreCredentials.GOOGLE).propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            StoreCredentials.GOOGLE_SERVICE_ACCOUNT,
            StoreCredentials.GOOGLE_LICENCE_KEY,
            StoreCredentials.GOOGLE_NOTIFIER);
  }

  @Test
  void onCallFindsTheProviderSwitchByItsName() {
    JsonNode parameter =
        Templates.only(StageName.STAGING, "Data", "AWS::SSM::Parameter").path("Properties");

    assertThat(parameter.path("Name").asText())
        .isEqualTo("/gamekeeper/staging/payment/provider-switch");
    assertThat(parameter.path("Value").asText())
        .isEqualTo("{\"apple\":\"primary\",\"google\":\"primary\"}");
  }

  @Test
  void recordsOfWhatWasDoneExpire() {
    JsonNode once =
        Templates.template(StageName.PROD, "Data")
            .at("/Resources/OnceTable0DB39D80/Properties/TimeToLiveSpecification");

    assertThat(once.path("AttributeName").asText()).isEqualTo("expiration");
    assertThat(once.path("Enabled").asBoolean()).isTrue();
  }

  private static JsonNode instance(StageName stage, String prefix) {
    return Templates.resources(stage, "Data", "AWS::RDS::DBInstance").entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().path("Properties"))
        .findAny()
        .orElseThrow();
  }
}
