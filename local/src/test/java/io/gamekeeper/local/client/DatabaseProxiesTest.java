package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.DatabaseLimits;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** What functions see of RDS, Secrets Manager and Parameter Store, over a template. */
@Timeout(60)
final class DatabaseProxiesTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");

  private static final String PROXY_LOG = "/aws/rds/proxy/DevProxy";

  /** The Teller may log in as the owner, read the secret and set the switch; the Guest may not. */
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Key': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Statement': {
          'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',
          'Principal': {'AWS': {'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'}}}}}},
        'Network': {'Type': 'AWS::EC2::VPC', 'Properties': {'CidrBlock': '10.0.0.0/16'}},
        'DatabaseGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {
          'SecurityGroupIngress': [{'IpProtocol': 'tcp', 'FromPort': 3306, 'ToPort': 3306,
            'SourceSecurityGroupId': {'Ref': 'ProxyGroup'}}]}},
        'ProxyGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {
          'SecurityGroupIngress': [{'IpProtocol': 'tcp', 'FromPort': 3306, 'ToPort': 3306,
            'SourceSecurityGroupId': {'Ref': 'TellerGroup'}}]}},
        'TellerGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {}},
        'GuestGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {}},
        'OwnerSecret': {'Type': 'AWS::SecretsManager::Secret', 'Properties': {
          'KmsKeyId': {'Fn::GetAtt': ['Key', 'Arn']},
          'GenerateSecretString': {'SecretStringTemplate': '{\\"username\\":\\"owner\\"}',
            'GenerateStringKey': 'password', 'PasswordLength': 30, 'ExcludeCharacters': ' /@`'}}},
        'Attached': {'Type': 'AWS::SecretsManager::SecretTargetAttachment', 'Properties': {
          'SecretId': {'Ref': 'OwnerSecret'}, 'TargetId': {'Ref': 'Database'},
          'TargetType': 'AWS::RDS::DBInstance'}},
        'Switch': {'Type': 'AWS::SSM::Parameter', 'Properties': {
          'Type': 'String', 'Name': '/game/switch', 'Value': 'primary'}},
        'Settings': {'Type': 'AWS::RDS::DBParameterGroup', 'Properties': {
          'Family': 'mysql8.4', 'Description': 'x', 'Parameters': {
            'transaction_isolation': 'READ-COMMITTED', 'innodb_lock_wait_timeout': '2',
            'character_set_server': 'utf8mb4', 'require_secure_transport': '1'}}},
        'Database': {'Type': 'AWS::RDS::DBInstance', 'Properties': {
          'DBInstanceIdentifier': 'Payments', 'Engine': 'mysql', 'DBName': 'game',
          'DBParameterGroupName': {'Ref': 'Settings'},
          'VPCSecurityGroups': [{'Ref': 'DatabaseGroup'}],
          'MasterUsername': 'owner',
          'MasterUserPassword': {'Fn::Join': ['', ['{{resolve:secretsmanager:',
            {'Ref': 'OwnerSecret'}, ':SecretString:password::}}']]}}},
        'Proxy': {'Type': 'AWS::RDS::DBProxy', 'Properties': {
          'DBProxyName': 'DevProxy', 'EngineFamily': 'MYSQL',
          'Auth': [{'AuthScheme': 'SECRETS', 'IAMAuth': 'REQUIRED',
            'SecretArn': {'Ref': 'Attached'}}],
          'RoleArn': {'Fn::GetAtt': ['ProxyRole', 'Arn']},
          'VpcSecurityGroupIds': [{'Ref': 'ProxyGroup'}]}},
        'Targets': {'Type': 'AWS::RDS::DBProxyTargetGroup', 'Properties': {
          'TargetGroupName': 'default', 'DBProxyName': {'Ref': 'Proxy'},
          'DBInstanceIdentifiers': [{'Ref': 'Database'}],
          'ConnectionPoolConfigurationInfo': {'ConnectionBorrowTimeout': 1}}},
        'ProxyRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'rds.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': {'Effect': 'Allow',
            'Action': ['PROXY_ACTION', 'kms:Decrypt'], 'Resource': '*'}}}]}},
        'TellerRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Teller',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'rds-db:connect', 'Resource': {'Fn::Join': ['', [
              'arn:aws:rds-db:eu-central-1:123456789012:dbuser:', {'Fn::Select': [6,
                {'Fn::Split': [':', {'Fn::GetAtt': ['Proxy', 'DBProxyArn']}]}]}, '/owner']]}},
            {'Effect': 'Allow', 'Action': 'secretsmanager:GetSecretValue',
             'Resource': {'Ref': 'OwnerSecret'}},
            {'Effect': 'Allow', 'Action': 'secretsmanager:PutSecretValue', 'Resource': '*'},
            {'Effect': 'Allow', 'Action': ['kms:Decrypt', 'kms:GenerateDataKey'],
             'Resource': {'Fn::GetAtt': ['Key', 'Arn']}, 'Condition': {'StringEquals': {
               'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com'}}},
            {'Effect': 'Allow', 'Action': 'ssm:*', 'Resource':
              'arn:aws:ssm:eu-central-1:123456789012:parameter/game/*'}]}}]}},
        'GuestRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Guest',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 'secretsmanager:*', 'Resource': '*'}}}]}}}}
      """;

  @TempDir static Path folder;
  private static Engines engines;
  private static Foundation foundation;
  private static Resources resources;

  @BeforeAll
  static void provision() {
    engines = Engines.ofOneStage(folder, Durability.KEPT);
    foundation = Foundation.on(engines, PROXY_LOG);
    resources = provision(foundation, TEMPLATE);
  }

  private static Resources provision(Foundation foundation, String template) {
    String json =
        template.replace("PROXY_ACTION", "secretsmanager:GetSecretValue").replace('\'', '"');
    return new Provisioner(foundation.resourceTypes())
        .provision(
            CloudAssembly.of(List.of(Template.parse("Data", "Dev-Data", EU, json)), Map.of()));
  }

  @AfterAll
  static void close() {
    resources.close();
    engines.close();
  }

  @Test
  void aRoleLogsInThroughTheProxyAndTransactionsHoldWhatTheParameterGroupSays()
      throws SQLException {
    DataSource database = database("Teller", "TellerGroup", "owner");
    EngineTime engineTime = new EngineTime();
    engineTime
        .bind()
        .run(
            () -> {
              try (Connection connection = database.getConnection();
                  Statement statement = connection.createStatement()) {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(statement.getConnection()).isSameAs(connection);
                statement.execute(
                    "CREATE TABLE wallets (player VARCHAR(20) PRIMARY KEY, gold BIGINT)");
                connection.setAutoCommit(false);
                try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO wallets VALUES (?, ?)")) {
                  insert.setString(1, "ann");
                  insert.setLong(2, 7);
                  assertThat(insert.executeUpdate()).isEqualTo(1);
                }
                connection.rollback();
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(engineTime.nanos()).isPositive();
    assertThat(text(database, "SELECT COUNT(*) FROM wallets")).isEqualTo("0");
    assertThat(
            text(
                database,
                "SELECT CONCAT_WS(' ', CURRENT_USER(), @@tx_isolation,"
                    + " @@innodb_lock_wait_timeout, @@collation_server)"))
        .isEqualTo("owner@% READ-COMMITTED 2 utf8mb4_0900_ai_ci");
  }

  @Test
  void aProxyMeasuresTheConnectionsThatItLends() throws SQLException {
    Measured measured = new Measured(foundation.ground(), "AWS/RDS");
    Map<String, String> proxy = Map.of("ProxyName", "DevProxy");
    DataSource database = database("Teller", "TellerGroup", "owner");
    long before = measured.samples("DatabaseConnectionsBorrowLatency", proxy);
    double sum = measured.sum("DatabaseConnectionsBorrowLatency", proxy);
    long start = System.nanoTime();

    for (int i = 0; i < 5; i++) {
      database.getConnection().close();
    }

    double most = (System.nanoTime() - start) / 1e3;
    assertThat(measured.samples("DatabaseConnectionsBorrowLatency", proxy)).isEqualTo(before + 5);
    assertThat(measured.sum("DatabaseConnectionsBorrowLatency", proxy) - sum)
        .isPositive()
        .isLessThanOrEqualTo(most);
    assertThat(measured.unit("DatabaseConnectionsBorrowLatency", proxy)).isEqualTo("Microseconds");
  }

  @Test
  void whoeverMayNotGetsNoConnectionAndTheMessageSaysWhy() {
    assertThatThrownBy(() -> database("Guest", "TellerGroup", "owner").getConnection())
        .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
        .hasMessageContaining("Access denied for user 'owner'")
        .hasMessageContaining("role Guest may not rds-db:connect")
        .hasMessageContaining(":dbuser:prx-");
    assertThatThrownBy(() -> database("Teller", "GuestGroup", "owner").getConnection())
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessageContaining("no ingress rule");
    assertThatThrownBy(() -> database("Teller", "TellerGroup", "stranger").getConnection())
        .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
        .hasMessageContaining("no credentials for the role stranger");
    assertThatThrownBy(
            () ->
                platform("Teller", "TellerGroup")
                    .database(
                        URI.create("mysql://owner@elsewhere:3306/game"), DatabaseLimits.PLAYERS)
                    .getConnection())
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessageContaining("there is no database at elsewhere:3306");
  }

  @Test
  void aKilledServerFailsCallsWithinSecondsAndServesAgainOnceItIsBack() throws SQLException {
    DataSource database = database("Teller", "TellerGroup", "owner");
    assertThat(text(database, "SELECT 1")).isEqualTo("1");
    foundation.engines().mariaDb().kill();

    long start = System.nanoTime();
    assertThatThrownBy(() -> text(database, "SELECT 1")).isInstanceOf(SQLException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    foundation.engines().mariaDb().start();
    // Connections of before the kill may be found broken first.
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(text(database, "SELECT @@innodb_lock_wait_timeout")).isEqualTo("2"));
  }

  @Test
  void aStatementMayTakeAsLongAsOnAwsAndNoLonger() throws SQLException {
    Duration brief = Duration.ofMillis(500);
    Duration second = Duration.ofSeconds(1);
    DataSource patient =
        database(
            "Teller",
            "TellerGroup",
            "owner",
            new DatabaseLimits(second, brief, Duration.ofSeconds(10), second, 1));
    DataSource impatient =
        database(
            "Teller",
            "TellerGroup",
            "owner",
            new DatabaseLimits(second, Duration.ofSeconds(10), brief, second, 1));

    assertThat(text(patient, "SELECT SLEEP(1)")).isEqualTo("0");
    assertThatThrownBy(() -> text(impatient, "SELECT SLEEP(1)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("ommunications link failure");
  }

  @Test
  void aSecretIsGeneratedAttachedVersionedAndGuardedByItsRoleAndKey() {
    String arn = resources.find("OwnerSecret").map(Provisioned::ref).orElseThrow();
    SecretsManagerClient secrets =
        platform("Teller", "TellerGroup").client(SecretsManagerClient.class);

    String first = secrets.getSecretValue(request -> request.secretId(arn)).secretString();

    assertThat(arn).matches("arn:aws:secretsmanager:eu-central-1:123456789012:secret:.+-.{6}");
    assertThat(first)
        .contains("\"username\":\"owner\"", "\"host\":\"payments.stage.", "\"port\":3306")
        .containsPattern("\"password\":\"[^/@`]{30,}\"");
    String current = secrets.getSecretValue(request -> request.secretId(arn)).versionId();
    secrets.putSecretValue(
        request -> request.secretId(arn).secretString(first + " ").clientRequestToken("t1"));
    assertThat(
            secrets
                .getSecretValue(request -> request.secretId(arn).versionStage("AWSPREVIOUS"))
                .versionId())
        .isEqualTo(current);
    assertThat(secrets.getSecretValue(request -> request.secretId(arn)).versionId())
        .isEqualTo("t1");
    assertThatThrownBy(() -> secrets.getSecretValue(request -> request.versionId("x")))
        .isInstanceOf(SecretsManagerException.class)
        .hasMessageContaining("SecretId");
    assertThatThrownBy(
            () ->
                secrets.getSecretValue(request -> request.secretId(arn).versionStage("AWSPENDING")))
        .isInstanceOf(ResourceNotFoundException.class);
    // The guest may use every secret, but not the key.
    assertThatThrownBy(
            () ->
                platform("Guest", "TellerGroup")
                    .client(SecretsManagerClient.class)
                    .getSecretValue(request -> request.secretId(arn)))
        .isInstanceOf(SecretsManagerException.class)
        .hasMessageContaining("kms:Decrypt");
  }

  @Test
  void aParameterChangesOnlyWithOverwrite() {
    SsmClient parameters = platform("Teller", "TellerGroup").client(SsmClient.class);

    assertThatThrownBy(
            () -> parameters.putParameter(request -> request.name("/game/switch").value("backup")))
        .isInstanceOf(ParameterAlreadyExistsException.class);
    long version =
        parameters
            .putParameter(request -> request.name("/game/switch").value("backup").overwrite(true))
            .version();

    assertThat(parameters.getParameter(request -> request.name("/game/switch")).parameter())
        .satisfies(
            parameter -> {
              assertThat(parameter.value()).isEqualTo("backup");
              assertThat(parameter.version()).isEqualTo(version).isEqualTo(2);
            });
    assertThat(
            parameters
                .getParameters(request -> request.names("/game/switch", "/game/none"))
                .invalidParameters())
        .containsExactly("/game/none");
    assertThatThrownBy(() -> parameters.getParameter(request -> request.name("/game/none")))
        .isInstanceOf(ParameterNotFoundException.class);
    assertThatThrownBy(
            () ->
                platform("Guest", "TellerGroup")
                    .client(SsmClient.class)
                    .getParameter(request -> request.name("/game/switch")))
        .isInstanceOf(SsmException.class)
        .hasMessageContaining("ssm:GetParameter");
  }

  @Test
  void whatFunctionsUseIsResolvedToTheResourceThatRolesName() {
    String arn = resources.find("OwnerSecret").map(Provisioned::ref).orElseThrow();

    assertThat(foundation.services().access("rds-db:connect", address("owner")))
        .extracting(Access::resource)
        .singleElement()
        .asString()
        .matches("arn:aws:rds-db:eu-central-1:123456789012:dbuser:prx-[0-9a-f]+/owner");
    assertThat(foundation.services().access("secretsmanager:GetSecretValue", arn))
        .extracting(Access::action)
        .containsExactly("secretsmanager:GetSecretValue", "kms:Decrypt");
    assertThat(foundation.services().access("ssm:GetParameter", "/game/switch"))
        .extracting(Access::resource)
        .containsExactly("arn:aws:ssm:eu-central-1:123456789012:parameter/game/switch");
  }

  @Test
  void secretsAndParametersAreFoundAgainByTheNextStage(@TempDir Path kept) {
    Path secretsFile = kept.resolve("secrets.json");
    Secrets before = new Secrets(foundation.ground().roles(), secretsFile);
    before.create("s", "arn:s", EU, Optional.empty(), () -> "generated");
    before.put("s", "filled in");
    Parameters set = new Parameters(kept.resolve("parameters.json"));
    set.create("p", "template", "String", Optional.empty(), EU);
    set.put("p", "by hand");

    Secrets after = new Secrets(foundation.ground().roles(), secretsFile);
    after.create("s", "arn:s", EU, Optional.empty(), () -> "generated again");
    Parameters found = new Parameters(kept.resolve("parameters.json"));
    found.create("p", "template", "String", Optional.empty(), EU);

    assertThat(after.value("arn:s")).isEqualTo("filled in");
    assertThat(found.value("p")).isEqualTo("by hand");
    assertThat(secretsFile).isReadable();
    found.create("p", "new template", "String", Optional.empty(), EU);
    assertThat(found.value("p")).isEqualTo("new template");
  }

  @Test
  void aTemplateThatCannotWorkIsRefusedByTheNameOfWhatIsWrong(@TempDir Path other) {
    try (Engines idle = Engines.ofManyStages(other)) {
      assertRefused(
          idle,
          TEMPLATE.replace("PROXY_ACTION", "secretsmanager:DescribeSecret"),
          "Data/Proxy",
          "may not secretsmanager:GetSecretValue");
      assertRefused(
          idle,
          rotating("OwnerSecret")
              .replace("'TargetType'", "'X': {'Ref': 'Rotation'}, 'TargetType'")
              // Secrets are kept: this one was never attached.
              .replace("OwnerSecret", "FreshSecret"),
          "Data/Rotation",
          "has no host yet");
      assertRefused(
          idle,
          rotating("Attached").replace("'Transform': '", "'Description': '"),
          "Data/Rotation",
          "Transform");
      assertRefused(
          idle,
          rotating("Attached")
              .replace("{'Ref': 'ProxyGroup'}, 'KmsKeyArn'", "{'Ref': 'GuestGroup'}, 'KmsKeyArn'"),
          "Data/Rotation",
          "keep the rotation function from its database");
      assertRefused(
          idle,
          rotating("Attached").replace("'KmsKeyArn': {'Fn::GetAtt': ['Key', 'Arn']}, ", ""),
          "Data/Rotation",
          "must be the secret's key");
      // The user whom only a migration would make.
      assertRefused(
          idle,
          rotating("Attached")
              .replace(":\\\"owner", ":\\\"later")
              .replace("OwnerSecret", "LaterSecret"),
          "Data/Rotation",
          "before its user can log in");
      provision(Foundation.on(idle, PROXY_LOG), rotating("Attached")).close();
      assertRefused(
          idle,
          TEMPLATE.replace("innodb_lock_wait_timeout", "innodb_of_the_future"),
          "Data/Settings",
          "innodb_of_the_future");
      assertRefused(
          idle,
          TEMPLATE.replace(
              "'SourceSecurityGroupId': {'Ref': 'ProxyGroup'}",
              "'SourceSecurityGroupId': {'Ref': 'GuestGroup'}"),
          "Data/Targets",
          "cannot be reached by the proxy");
      assertRefused(
          idle,
          TEMPLATE.replace("'DevProxy'", "'OtherProxy'"),
          "Data/Proxy",
          "logs to /aws/rds/proxy/OtherProxy, a group that the templates do not declare");
      String storage = "'StorageType': 'gp3', 'AllocatedStorage': '";
      for (String speed :
          List.of(storage + "399', 'Iops': 12000", storage + "400', 'StorageThroughput': 499")) {
        assertRefused(
            idle,
            TEMPLATE.replace("'Engine': 'mysql'", "'Engine': 'mysql', " + speed),
            "Data/Database",
            "for gp3, RDS takes");
      }
    }
  }

  /** The template with a rotation of the owner's password. */
  private static String rotating(String secret) {
    return TEMPLATE.replaceFirst(
        "\\{'Resources': \\{",
        """
        {'Transform': 'AWS::SecretsManager-2024-09-16', 'Resources': {
          'Rotation': {'Type': 'AWS::SecretsManager::RotationSchedule', 'Properties': {
            'SecretId': {'Ref': '%s'}, 'RotateImmediatelyOnUpdate': false,
            'HostedRotationLambda': {'RotationType': 'MySQLSingleUser',
              'VpcSecurityGroupIds': {'Ref': 'ProxyGroup'}, 'KmsKeyArn': {'Fn::GetAtt': ['Key', 'Arn']}, 'VpcSubnetIds': 'subnet-1'}}},
        """
            .formatted(secret));
  }

  private static void assertRefused(Engines idle, String template, String resource, String reason) {
    assertThatThrownBy(() -> provision(Foundation.on(idle, PROXY_LOG), template))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(resource)
        .hasMessageContaining(reason);
  }

  private static String text(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static String address(String user) {
    return "mysql://"
        + user
        + "@"
        + resources.find("Proxy").orElseThrow().attributes().get("Endpoint")
        + ":3306/game";
  }

  private static DataSource database(String role, String group, String user) {
    return database(role, group, user, DatabaseLimits.PLAYERS);
  }

  private static DataSource database(
      String role, String group, String user, DatabaseLimits limits) {
    return platform(role, group).database(URI.create(address(user)), limits);
  }

  private static StagePlatform platform(String role, String group) {
    return new StagePlatform(
        new FunctionIdentity(
            role + "Fn",
            role,
            foundation
                .ground()
                .roles()
                .role("arn:aws:iam::123456789012:role/" + role)
                .orElseThrow(),
            List.of(resources.find(group).map(Provisioned::ref).orElseThrow())),
        Map.of(),
        foundation.ground().world(),
        new StageTime(InstantSource.system(), duration -> {}, RandomGenerator.getDefault()),
        segment -> {});
  }
}
