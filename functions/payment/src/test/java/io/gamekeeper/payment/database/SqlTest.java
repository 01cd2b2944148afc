package io.gamekeeper.payment.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each statement is MySQL, by a grammar of it, and free of what only one engine knows. The other
 * tests run them on MariaDB.
 */
final class SqlTest {
  private static final List<Pattern> DENIED =
      Stream.of(
              "\\bRETURNING\\b",
              "\\bFOR\\s+SHARE\\b",
              "\\bLOCK\\s+IN\\s+SHARE\\s+MODE\\b",
              "\\bOF\\s+\\w+\\s+(NOWAIT|SKIP)",
              // A row alias, as MySQL's newer upsert has.
              "\\bVALUES\\b.*\\)\\s*AS\\s+\\w+\\s+ON\\s+DUPLICATE\\b",
              "\\bVALUE\\s*\\(",
              // Our clock tells the time.
              "\\b(NOW|SYSDATE|CURDATE|CURTIME|UTC_TIMESTAMP|UNIX_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP)\\s*\\(",
              "\\bCURRENT_(TIMESTAMP|DATE|TIME)\\b",
              "\\b(UUID|RAND)\\s*\\(",
              // MariaDB only.
              "\\bCREATE\\s+OR\\s+REPLACE\\s+TABLE\\b",
              "\\bSEQUENCE\\b",
              "\\bNEXT\\s+VALUE\\b",
              "\\bPERSISTENT\\b",
              "\\bUUID\\b",
              "\\bINET[46]\\b",
              "\\bSYSTEM\\s+VERSIONING\\b",
              "\\bEXCEPT\\b|\\bINTERSECT\\b",
              // MySQL only.
              "\\bJSON_TABLE\\b|->>?",
              "\\butf8mb4_0900",
              "\\bLATERAL\\b",
              // Several statements in one text.
              ";\\s*\\S")
          .map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.DOTALL))
          .toList();

  /** A change that a script keeps as text until it knows that it is to be done. */
  private static final Pattern CHANGE = Pattern.compile("'(ALTER TABLE (?:[^']|'')+)'");

  @ParameterizedTest
  @EnumSource
  void bothEnginesKnowTheStatement(Sql sql) {
    for (int times : List.of(1, 3)) {
      // The driver puts the password into the text.
      check(sql.times(times).replace("%s", "gamekeeper").replace("BY ?", "BY 'secret'"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRepeatedHasItsPlaceholdersEachTime(Sql sql) {
    long once = placeholders(sql.times(1));
    long more = placeholders(sql.times(2)) - once;

    assertThat(placeholders(sql.times(5))).isEqualTo(once + 4 * more);
    assertThat(sql.text()).doesNotContain("{", "}");
  }

  @Test
  void bothEnginesKnowTheTables() throws IOException {
    List<String> statements =
        Stream.of(script().replaceAll("(?m)^\\s*--.*$", "").split(";"))
            .filter(text -> !text.isBlank())
            .toList();

    statements.forEach(SqlTest::check);

    assertThat(statements).hasSize(9).allMatch(text -> text.contains("COLLATE = utf8mb4_bin"));
  }

  @Test
  void bothEnginesKnowTheChangesOfTables() throws IOException {
    List<String> changes =
        CHANGE
            .matcher(script("V2__parts_of_payments_and_test_purchases.sql"))
            .results()
            .map(change -> change.group(1).replace("''", "'"))
            .toList();

    assertThat(changes).hasSize(3);
    changes.forEach(SqlTest::check);
  }

  @Test
  void tablesHaveAKeyAndNoDefaultTime() throws IOException {
    assertThat(script().toUpperCase(Locale.ROOT))
        .doesNotContain("DEFAULT CURRENT", "ON UPDATE", "TIMESTAMP")
        .containsPattern("PRIMARY KEY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (a) VALUES (1) RETURNING a",
        "SELECT a FROM t FOR SHARE",
        "INSERT INTO t (a) VALUES (?) AS new ON DUPLICATE KEY UPDATE a = new.a",
        "UPDATE t SET a = NOW()",
        "UPDATE t SET a = CURRENT_TIMESTAMP",
        "SELECT a FROM t; DELETE FROM t",
        "SELECT a FROM t WHERE",
        "SELEC a FROM t",
      })
  void whatOneEngineDoesNotKnowIsFound(String sql) {
    assertThatThrownBy(() -> check(sql)).isInstanceOf(AssertionError.class);
  }

  private static void check(String sql) {
    assertThat(DENIED).as(sql).noneMatch(pattern -> pattern.matcher(sql).find());
    assertThatCode(
            () -> {
              List<SQLStatement> statements = SQLUtils.parseStatements(sql, DbType.mysql);
              assertThat(statements).as(sql).hasSize(1);
            })
        .as(sql)
        .doesNotThrowAnyException();
  }

  private static long placeholders(String sql) {
    return sql.chars().filter(c -> c == '?').count();
  }

  private static String script() throws IOException {
    return script("V1__purchases_and_ledger.sql");
  }

  private static String script(String name) throws IOException {
    try (InputStream file = SqlTest.class.getResourceAsStream("/db/migration/" + name)) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
