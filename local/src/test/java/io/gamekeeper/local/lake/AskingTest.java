package io.gamekeeper.local.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.engine.Engines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;

/** What may be asked, how, and what it reads. */
final class AskingTest {
  @TempDir private static Path folder;
  private static Engines engines;
  private static LakeStage stage;

  @BeforeAll
  static void fillTheLake() {
    engines = Engines.ofManyStages(folder.resolve("engines"));
    stage = LakeStage.start(folder.resolve("stage"), engines);
    List<String> records = new ArrayList<>();
    for (String type : List.of("login", "level_up")) {
      for (int day = 10; day < 20; day++) {
        for (int i = 0; i < 10; i++) {
          records.add(
              "{\"event_id\":\"%s\",\"player\":\"p%d\",\"level\":%d,\"at\":\"2026-11-%d 12:00:00.000\",\"type\":\"%s\",\"day\":\"2026-11-%d\"}"
                  .formatted(type + day + i, i, i, day, type, day));
        }
      }
    }
    stage.put(records);
    stage.time().advance(LakeStage.GATHERED);
  }

  @AfterAll
  static void close() {
    stage.close();
    engines.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          day = '2026-11-12'                                 | day=2026-11-12
          '2026-11-12' = day                                 | day=2026-11-12
          day IN ('2026-11-12', '2026-11-13')                | day=2026-11-1[23]
          day BETWEEN '2026-11-12' AND '2026-11-13'          | day=2026-11-1[23]
          day > '2026-11-12' AND '2026-11-14' > day          | day=2026-11-13
          type = 'login' AND day >= '2026-11-15'             | type=login/day=2026-11-1[5-9]
          type <> 'login' AND day < '2026-11-12'             | type=level_up/day=2026-11-1[01]
          e.type = 'login'                                   | type=login
          type = 'login' OR day = '2026-11-12'               |
          lower(day) = '2026-11-12'                          |
          player = 'p1'                                      |
          """)
  void onlyThePartitionsThatAreAskedForAreRead(String condition, String read) {
    QueryExecution ended =
        stage.run(
            stage.athena(),
            "SELECT count(*) FROM player_events AS e WHERE " + condition,
            List.of());

    String wanted = ".*" + (read == null ? "" : read) + "/.*";
    assertThat(ended.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
    assertThat(ended.statistics().dataScannedInBytes())
        .isEqualTo(
            stage.keys("events/").stream()
                .filter(key -> key.matches(wanted))
                .mapToLong(stage::bytes)
                .sum());
  }

  @Test
  void aConditionOfOneTableLeavesTheOtherWhole() {
    assertThat(
            stage.ask(
                """
                SELECT count(*) AS n FROM login l JOIN level_up u ON l.player = u.player
                WHERE l.day = '2026-11-12'"""))
        .isEqualTo(List.of(List.of("n"), List.of("100")));
  }

  @Test
  void whatOneDefinitionIsCalledHidesATableAfterItOnly() {
    assertThat(
            stage.ask(
                """
                WITH login AS (SELECT player FROM login WHERE day = '2026-11-12'),
                  few AS (SELECT * FROM login LIMIT 3)
                SELECT count(*) AS n, (SELECT count(*) FROM gamekeeper_prod.login) AS "All" FROM few"""))
        .isEqualTo(List.of(List.of("n", "all"), List.of("3", "100")));
  }

  @Test
  void namesThatAreWordsOfTheEngineOnlyAreNames() {
    assertThat(
            stage.ask(
                """
                SELECT at, E.At AS "AT", date_trunc('day', at) pivot -- at
                FROM AwsDataCatalog.Gamekeeper_Prod."player_events" E
                WHERE day = '2026-11-12' AND type = 'login' AND at < timestamp '2026-11-13 00:00:00'
                GROUP BY at ORDER BY at"""))
        .isEqualTo(
            List.of(
                List.of("at", "at", "pivot"),
                List.of(
                    "2026-11-12 12:00:00.000",
                    "2026-11-12 12:00:00.000",
                    "2026-11-12 00:00:00.000")));
  }

  @Test
  void numbersAreComputedAsAthenaDoes() {
    assertThat(
            stage.ask(
                """
                SELECT 7 / 2, sum(level), avg(level), max(level) / 2.0e0, count(*), min(player)
                FROM level_up WHERE day = '2026-11-12'"""))
        .isEqualTo(
            List.of(
                List.of("_col0", "_col1", "_col2", "_col3", "_col4", "_col5"),
                List.of("3", "45", "4.5", "4.5", "10", "p0")));
  }

  @Test
  void resultsComeInPagesOfWhichTheFirstHasTheNames() {
    QueryExecution ended =
        stage.run(
            stage.athena(),
            "SELECT event_id FROM login WHERE day = '2026-11-12' ORDER BY event_id",
            List.of());
    List<Integer> sizes = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (GetQueryResultsResponse page :
        stage
            .athena()
            .getQueryResultsPaginator(
                request -> request.queryExecutionId(ended.queryExecutionId()).maxResults(4))) {
      sizes.add(page.resultSet().rows().size());
      page.resultSet().rows().forEach(row -> all.add(row.data().getFirst().varCharValue()));
      assertThat(page.resultSet().resultSetMetadata().columnInfo())
          .singleElement()
          .satisfies(column -> assertThat(column.type()).isEqualTo("varchar"));
    }

    assertThat(sizes).containsExactly(4, 4, 3);
    assertThat(all.removeFirst()).isEqualTo("event_id");
    assertThat(all).isEqualTo(IntStream.range(0, 10).mapToObj(i -> "login12" + i).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p1' OR '1'='1",
        "p1'; DROP TABLE login; --",
        "'' UNION SELECT 'x'",
        "\"p1\"",
        "?",
      })
  void aParameterIsAValueWhateverItHolds(String value) {
    assertThat(
            stage.ask(
                "SELECT count(*) AS n, ? AS said FROM login WHERE player = ?",
                "'" + value.replace("'", "''") + "'",
                "'" + value.replace("'", "''") + "'"))
        .isEqualTo(List.of(List.of("n", "said"), List.of("0", value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p1", "'p1' OR true", "(SELECT 1)", "1); DROP TABLE login", "level", ""})
  void whatIsNoLiteralIsNoParameter(String text) {
    assertThatThrownBy(() -> stage.ask("SELECT count(*) FROM login WHERE player = ?", text))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void eachQuestionMarkNeedsItsParameter() {
    assertThat(stage.refusal("SELECT count(*) FROM login WHERE day = ? AND player = ?", "'x'"))
        .isEqualTo("FAILED: SYNTAX_ERROR: Incorrect number of parameters: expected 2 but found 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                                     | mismatched input 'SELEC'
          SELECT 1; SELECT 2                          | mismatched input ';'
          SELECT * FROM read_text('/etc/passwd')      | mismatched input '('
          SELECT * FROM '/etc/passwd'                 | mismatched input ''/etc/passwd''
          COPY login TO '/tmp/x'                      | mismatched input 'COPY'
          ATTACH '/tmp/x'                             | mismatched input 'ATTACH'
          PRAGMA database_list                        | mismatched input 'PRAGMA'
          DROP TABLE login                            | Queries of this type are not supported
          CREATE TABLE x AS SELECT 1 AS y             | Queries of this type are not supported
          INSERT INTO login SELECT * FROM login       | Queries of this type are not supported
          DELETE FROM login                           | Queries of this type are not supported
          """)
  void whatAthenaDoesNotReadIsRefusedInItsWords(String query, String words) {
    assertThatThrownBy(() -> stage.ask(query))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM "/etc/passwd"                 | TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.gamekeeper_prod./etc/passwd' does not exist
          SELECT * FROM other.login                   | TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.other.login' does not exist
          SELECT * FROM information_schema.tables     | TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.information_schema.tables' does not exist
          SELECT * FROM hive.gamekeeper_prod.login    | CATALOG_NOT_FOUND: line 1:15: Catalog 'hive' does not exist
          SELECT nothing FROM login                   | COLUMN_NOT_FOUND: Binder Error: Referenced column "nothing" not found in FROM clause!
          """)
  void whatIsNotThereIsNotFound(String query, String words) {
    assertThat(stage.refusal(query)).isEqualTo("FAILED: " + words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT getenv('HOME')",
        "SELECT read_text('/etc/passwd')",
        "SELECT * FROM TABLE(read_csv(path => '/etc/passwd'))",
        "SELECT concat(player, 'x') FROM login",
        "SELECT current_timestamp",
        "SELECT current_date",
        "SELECT now()",
      })
  void whatTheEngineWouldAnswerOtherwiseIsNotSimulated(String query) {
    assertThatThrownBy(() -> stage.ask(query)).isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void whoMayNotReadTheTablesHearsWhatIsMissing() {
    QueryExecution ended =
        stage.run(stage.athenaOfNobody(), "SELECT count(*) FROM login", List.of());

    assertThat(ended.status().state()).isEqualTo(QueryExecutionState.FAILED);
    assertThat(ended.status().stateChangeReason())
        .startsWith("PERMISSION_DENIED")
        .contains("glue:GetTable");
  }

  @Test
  void whoMayNotKeepTheResultHearsWhatIsMissing() {
    QueryExecution ended =
        stage.run(stage.athenaOfReader(), "SELECT count(*) FROM login", List.of());

    assertThat(ended.status().state()).isEqualTo(QueryExecutionState.FAILED);
    assertThat(ended.status().stateChangeReason())
        .startsWith("Access denied when writing output to url: s3://")
        .contains("s3:PutObject");
  }

  @Test
  void aQueryThatWouldReadTooMuchIsCancelled() {
    Path own = folder.resolve("limited");
    try (LakeStage limited =
        LakeStage.start(
            own,
            engines,
            template ->
                template
                    .findParents("BytesScannedCutoffPerQuery")
                    .forEach(
                        configuration ->
                            ((ObjectNode) configuration)
                                .put("BytesScannedCutoffPerQuery", 10_000_000)))) {
      limited.store("events/type=login/day=2026-11-20/large.parquet", new byte[10_000_001]);

      assertThat(limited.refusal("SELECT count(*) FROM login"))
          .isEqualTo("CANCELLED: Query cancelled! : Bytes scanned limit was exceeded");
      assertThat(limited.ask("SELECT count(*) FROM login WHERE day = '2026-11-21'"))
          .last()
          .isEqualTo(List.of("0"));
    }
  }

  @Test
  void aQueryThatWasStoppedHasNoResult() {
    String id =
        stage
            .athena()
            .startQueryExecution(
                request -> request.queryString("SELECT 1").workGroup(LakeStage.WORKGROUP))
            .queryExecutionId();

    stage.athena().stopQueryExecution(request -> request.queryExecutionId(id));
    stage.time().advance(Duration.ofSeconds(1));

    assertThat(
            stage
                .athena()
                .getQueryExecution(request -> request.queryExecutionId(id))
                .queryExecution()
                .status()
                .state())
        .isEqualTo(QueryExecutionState.CANCELLED);
    assertThatThrownBy(
            () -> stage.athena().getQueryResults(request -> request.queryExecutionId(id)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Final query state: CANCELLED");
  }

  @Test
  void filesThatTheProjectionDoesNotFindAreNotRead() {
    Path own = folder.resolve("projected");
    try (LakeStage projected = LakeStage.start(own, engines)) {
      for (String key :
          List.of(
              "events/type=login/day=2024-01-01/old.parquet",
              "events/type=login/day=2027-01-01/new.parquet",
              "events/type=login/day=2026-11-2/form.parquet",
              "events/type=cheat/day=2026-11-21/type.parquet",
              "events/type=login/day=2026-11-21/_hidden.parquet",
              "events/type=login/x.parquet")) {
        projected.store(key, "no Parquet".getBytes(StandardCharsets.UTF_8));
      }

      assertThat(projected.ask("SELECT count(*) FROM player_events"))
          .last()
          .isEqualTo(List.of("0"));
      projected.store(
          "events/type=login/day=2026-11-21/x.parquet",
          "no Parquet".getBytes(StandardCharsets.UTF_8));
      assertThat(projected.refusal("SELECT count(*) FROM player_events")).startsWith("FAILED");
    }
  }

  @Test
  void theEngineSeesItsOwnFolderOnly() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a,b");
    try (ParquetEngine.Room room = new ParquetEngine(folder.resolve("rooms")).open()) {
      for (String statement :
          List.of(
              "SELECT * FROM read_csv('" + secret + "')",
              "SELECT * FROM '" + secret + "'",
              "COPY (SELECT 1) TO '" + folder.resolve("out.csv") + "'",
              "ATTACH '" + folder.resolve("out.db") + "'",
              "SET enable_external_access = true",
              "SET allowed_directories = ['/']",
              "RESET lock_configuration",
              "INSTALL httpfs",
              "LOAD httpfs")) {
        assertThatThrownBy(() -> room.execute(statement))
            .as(statement)
            .isInstanceOf(SQLException.class);
      }
      room.execute("COPY (SELECT 1) TO '" + room.folder().resolve("in.csv") + "'");
      assertThat(room.folder().resolve("in.csv")).exists();
    }
    assertThat(folder.resolve("out.csv")).doesNotExist();
    try (Stream<Path> rooms = Files.list(folder.resolve("rooms"))) {
      assertThat(rooms).isEmpty();
    }
  }
}
