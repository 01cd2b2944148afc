package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a slow statement from the server's log to a metric. */
final class SlowQueriesTest {
  private static final String GROUP = "/aws/rds/instance/payments/slowquery";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Log': {'Type': 'AWS::Logs::LogGroup', 'Properties': {
          'LogGroupName': '/aws/rds/instance/payments/slowquery'}},
        'Filter': {'Type': 'AWS::Logs::MetricFilter', 'Properties': {
          'LogGroupName': {'Ref': 'Log'}, 'FilterPattern': '\\'# Query_time:\\'',
          'MetricTransformations': [{'MetricName': 'SlowQueries', 'MetricNamespace': 'Game',
            'MetricValue': '1', 'Unit': 'Count'}]}},
        'Settings': {'Type': 'AWS::RDS::DBParameterGroup', 'Properties': {
          'Family': 'mysql8.4',
          'Parameters': {'slow_query_log': '1', 'long_query_time': '0.2'}}},
        'Database': {'Type': 'AWS::RDS::DBInstance', 'DependsOn': ['Log'], 'Properties': {
          'DBInstanceIdentifier': 'payments', 'Engine': 'mysql',
          'DBParameterGroupName': {'Ref': 'Settings'},
          'EnableCloudwatchLogsExports': ['slowquery'],
          'MasterUsername': 'owner', 'MasterUserPassword': 'of-a-test'}}
      }}
      """;

  private final Engines engines;
  private final LedTime time;
  private final Foundation foundation;

  SlowQueriesTest(@TempDir Path folder) {
    engines = Engines.ofOneStage(folder, Durability.TEMPORARY);
    time = new LedTime(folder);
    foundation = new Foundation(time.ground(), engines);
  }

  @AfterEach
  void close() {
    engines.close();
    time.close();
  }

  @Test
  void eachSlowStatementIsALogLineAndCountsOnce() throws Exception {
    Measured measured = new Measured(time.ground(), "Game");
    try (Resources _ = Provisioning.provision(foundation.resourceTypes(), TEMPLATE)) {
      foundation.services().start();
      assertThat(time.ground().watched().notSent("Game", "SlowQueries", Set.of())).isEmpty();
      try (Connection connection = engines.mariaDb().connect("owner", "of-a-test", "");
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT SLEEP(0.3)");
        statement.execute("SELECT 1");
        statement.execute("SELECT SLEEP(0.3)");
      }
      time.advance(Duration.ofMinutes(1));
      time.advance(Duration.ofMinutes(1));

      assertThat(time.ground().logs().tail(GROUP, 100))
          .extracting(LogEvent::message)
          .anySatisfy(line -> assertThat(line).startsWith("# Query_time: 0.3"));
      assertThat(measured.sum("SlowQueries", Map.of())).isEqualTo(2);
    }
  }

  /**
   * One refusal for each stage: what is refused may have begun its database, which ends with it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\\'# Query_time:\\' | [time, level=ERROR] | has columns in [ ], which the stage does not know",
        "'MetricValue': '1' | 'MetricValue': '$.size' | counts by a number only",
        "{'Ref': 'Log'} | 'gone' | is gone, which no template declares"
      })
  void aFilterThatTheStageDoesNotUnderstandIsRefused(String text, String by, String problem) {
    assertThat(TEMPLATE).contains(text);
    assertThatThrownBy(
            () -> Provisioning.provision(foundation.resourceTypes(), TEMPLATE.replace(text, by)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }
}
