package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.CloudFormationCustomResourceEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.MigrationEnvironment;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

@Timeout(60)
final class DatabaseMigrationHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "hush-hush-1";

  private final FakePlatform platform = new FakePlatform();
  private final List<JsonNode> answers = new ArrayList<>();
  private String secret = "{\"username\":\"payments\",\"password\":\"" + PASSWORD + "\"}";
  private HttpServer cloudFormation;
  private TestDatabase database;
  private DatabaseMigrationHandler handler;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.create(2);
    cloudFormation =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloudFormation.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          answers.add(JSON.readTree(new String(body, StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    cloudFormation.start();
    platform.database = database.owner();
    platform.clients.put(SecretsManagerClient.class, new Secrets());
    platform.variables.putAll(
        new MigrationEnvironment("mysql://owner@127.0.0.1:3306/gamekeeper", "arn:users").toMap());
    handler = new DatabaseMigrationHandler(platform);
  }

  @AfterEach
  void stop() {
    cloudFormation.stop(0);
    // The user is one for the whole server: as other tests know it.
    secret = "{\"username\":\"payments\",\"password\":\"payments-of-tests\"}";
    platform.database = database.owner();
    handler.handleRequest(event("Update"), new FakeContext(900_000));
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Create", "Update"})
  void theDatabaseIsBroughtUpToDateAndCloudFormationTold(String request) {
    handler.handleRequest(event(request), new FakeContext(900_000));

    assertThat(answers)
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.path("Status").asText()).isEqualTo("SUCCESS");
              assertThat(answer.path("PhysicalResourceId").asText())
                  .isEqualTo("gamekeeper-database");
              assertThat(answer.path("RequestId").asText()).isEqualTo("request");
            });
    assertThat(database.count("purchases")).isZero();
  }

  @Test
  void deletingKeepsTheData() {
    platform.database = null;

    handler.handleRequest(event("Delete"), new FakeContext(900_000));

    assertThat(answers.getFirst().path("Status").asText()).isEqualTo("SUCCESS");
    assertThat(database.count("purchases")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hush-hush-1",
        "{\"username\":\"payments\"}",
        "{\"username\":\"root\",\"password\":\"hush-hush-1\"}"
      })
  void aDamagedSecretFailsTheDeploymentWithoutBeingTold(String damaged) {
    secret = damaged;

    handler.handleRequest(event("Create"), new FakeContext(900_000));

    assertThatItFailed("the secret of the payment functions' user");
  }

  @Test
  void withoutTheDatabaseTheDeploymentFailsWithWhatToDo() {
    MysqlDataSource nobody = new MysqlDataSource();
    nobody.setUrl("jdbc:mysql://127.0.0.1:1/gamekeeper");
    platform.database = nobody;
    Instant before = platform.time.instant();

    handler.handleRequest(event("Create"), new FakeContext(900_000));

    assertThatItFailed("the database could not be reached for 2");
    assertThatItFailed("no script ran");
    assertThat(Duration.between(before, platform.time.instant()))
        .isBetween(Duration.ofMinutes(4), Migration.PATIENCE);
  }

  @Test
  void aLogInThatIsRefusedIsNotCalledAFailedScript() throws SQLException {
    MysqlDataSource stranger = database.owner();
    stranger.setUser("nobody-we-know");
    platform.database = stranger;

    handler.handleRequest(event("Create"), new FakeContext(900_000));

    assertThatItFailed("refused to let the owner in");
  }

  @Test
  void aScriptThatFailsIsNamedWithItsLine() {
    // The ledger's text cannot refer to a number.
    database.execute(
        "DROP TABLE compensations, outbox, ledger",
        "ALTER TABLE purchases MODIFY id INT NOT NULL",
        "DELETE FROM flyway_schema_history");

    handler.handleRequest(event("Update"), new FakeContext(900_000));

    assertThatItFailed("script V1__purchases_and_ledger.sql failed at line");
    assertThat(database.count("flyway_schema_history")).isEqualTo(1);
  }

  @Test
  void aScriptThatWasChangedAfterItHadRunIsToBeRestored() {
    database.execute("UPDATE flyway_schema_history SET checksum = 1");

    handler.handleRequest(event("Update"), new FakeContext(900_000));

    assertThatItFailed("a script that has run was changed: restore it");
    database.execute("DELETE FROM flyway_schema_history");
  }

  @Test
  @Timeout(20)
  void aStatementThatDoesNotEndLeavesTimeToSaySo() throws SQLException {
    AtomicInteger remaining = new AtomicInteger(900_000);
    platform.database =
        new MysqlDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            remaining.set((int) DatabaseMigrationHandler.ANSWERING.plusSeconds(1).toMillis());
            return database.owner().getConnection();
          }
        };
    try (Connection other = database.owner().getConnection();
        Statement lock = other.createStatement()) {
      lock.execute("LOCK TABLES flyway_schema_history WRITE");

      handler.handleRequest(event("Update"), new FakeContext(remaining::get));
    }

    assertThatItFailed("the time was up during");
  }

  @Test
  void whatNobodyExpectedIsAnsweredToo() {
    platform.database = null;

    handler.handleRequest(event("Update"), new FakeContext(900_000));

    assertThatItFailed("the function has a bug");
  }

  private void assertThatItFailed(String reason) {
    JsonNode answer = answers.getFirst();
    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText()).contains(reason).doesNotContain(PASSWORD);
  }

  private CloudFormationCustomResourceEvent event(String request) {
    return CloudFormationCustomResourceEvent.builder()
        .withRequestType(request)
        .withResponseUrl("http://127.0.0.1:" + cloudFormation.getAddress().getPort() + "/answer")
        .withStackId("arn:stack")
        .withRequestId("request")
        .withLogicalResourceId("MigrationRun")
        .withPhysicalResourceId("gamekeeper-database")
        .withResourceType("Custom::DatabaseMigration")
        .build();
  }

  private final class Secrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      return GetSecretValueResponse.builder().secretString(secret).build();
    }

    @Override
    public String serviceName() {
      return "secretsmanager";
    }

    @Override
    public void close() {}
  }
}
