package io.gamekeeper.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import io.gamekeeper.platform.DatabaseLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

final class ProxiedDatabaseTest {
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
  private static final URI ADDRESS = URI.create("mysql://payments@proxy.example:3306/gamekeeper");

  @Test
  void thePasswordIsATokenForThisUserHostAndRegion() {
    ProxiedDatabase database = database(ADDRESS);

    assertThat(database.token())
        .startsWith("proxy.example:3306/?")
        .contains("Action=connect", "DBUser=payments", "X-Amz-Expires=900", "X-Amz-Signature=")
        .contains("X-Amz-Credential=AKIDEXAMPLE%2F")
        .contains("%2Feu-west-1%2Frds-db%2Faws4_request");
  }

  @Test
  void theServersNameIsVerifiedAndEveryWaitHasAnEnd() {
    HikariConfig config = database(ADDRESS).config();

    assertThat(config.getJdbcUrl()).isEqualTo("jdbc:mysql://proxy.example:3306/gamekeeper");
    assertThat(config.getCredentialsProvider().getCredentials().getUsername())
        .isEqualTo("payments");
    assertThat(config.getDataSourceProperties())
        .containsEntry("sslMode", "VERIFY_IDENTITY")
        .containsEntry("connectTimeout", "1000")
        .containsEntry("socketTimeout", "2500")
        .containsEntry("useServerPrepStmts", "false");
    assertThat(config.getConnectionTimeout()).isLessThanOrEqualTo(2500);
    assertThat(config.getMaximumPoolSize()).isEqualTo(2);
  }

  @Test
  void longWorkMayTakeLongButNotToLogIn() {
    HikariConfig config = database(ADDRESS, DatabaseLimits.LONG_WORK).config();

    // A pool opens one connection after the other: one that hangs keeps all others waiting.
    assertThat(config.getDataSourceProperties()).containsEntry("socketTimeout", "6000");
    assertThat(config.getMaximumPoolSize()).isEqualTo(4);
    assertThat(DatabaseLimits.LONG_WORK.silence()).isGreaterThanOrEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void nothingPinsASessionOfTheProxy() {
    HikariConfig config = database(ADDRESS).config();

    assertThat(config.getConnectionInitSql()).isNull();
    assertThat(config.getTransactionIsolation()).isNull();
    assertThat(config.isReadOnly()).isFalse();
    assertThat(config.isAutoCommit()).isTrue();
    assertThat(config.getDataSourceProperties())
        .containsEntry("forceConnectionTimeZoneToSession", "false")
        .doesNotContainKeys("sessionVariables", "connectionCollation");
  }

  @Test
  @Timeout(15)
  void aServerThatDoesNotAnswerIsGivenUpAndNothingIsLeftAfterLettingGo()
      throws IOException, SQLException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ProxiedDatabase database =
          database(URI.create("mysql://payments@127.0.0.1:" + silent.getLocalPort() + "/game"));

      long start = System.nanoTime();
      assertThatThrownBy(database::getConnection).isInstanceOf(SQLException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      database.disconnect();
      await("the pool's thread is told to end and does so in its own time")
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().startsWith("database:housekeeper")));
    }
  }

  @Test
  void anAddressMustSayWhoLogsIn() {
    assertThatThrownBy(() -> database(URI.create("mysql://proxy.example:3306/gamekeeper")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mysql://user@host:3306/database");
  }

  @Test
  void aFunctionAsksItsPlatformForOneDatabaseAgainAndAgain() {
    LambdaPlatform platform = new LambdaPlatform(Map.of("AWS_REGION", "eu-west-1"));

    assertThat(platform.database(ADDRESS, DatabaseLimits.PLAYERS))
        .isInstanceOf(ProxiedDatabase.class)
        .isSameAs(platform.database(ADDRESS, DatabaseLimits.PLAYERS))
        .isNotSameAs(platform.database(ADDRESS, DatabaseLimits.LONG_WORK));
  }

  private static ProxiedDatabase database(URI address) {
    return database(address, DatabaseLimits.PLAYERS);
  }

  private static ProxiedDatabase database(URI address, DatabaseLimits limits) {
    return new ProxiedDatabase(address, limits, Region.EU_WEST_1, CREDENTIALS);
  }
}
