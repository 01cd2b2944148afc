package io.gamekeeper.local.aws.logs.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples are those of AWS's pages about each command, on lines of our own. */
final class QueryTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final List<String> LINES =
      List.of(
          "{'level':'INFO','message':'a','Operation':'S1','Fault':0,'ms':10,'http':{'status':200}}",
          "{'level':'ERROR','message':'b','Operation':'S2','Fault':1,'ms':20,'http':{'status':503}}",
          "{'level':'ERROR','message':'b','Operation':'S1','Fault':2,'ms':30.5,'ok':true}",
          "{'level':'WARN','message':'c d','list':[{'id':'x'},{'id':'y'}],'empty':''}",
          "plain text: user=alice, method:GET, latency := 9");

  private final List<LogRecord> records = new ArrayList<>();

  QueryTest() {
    for (int i = 0; i < LINES.size(); i++) {
      records.add(
          new LogRecord(
              START.plusSeconds(i * 100L),
              "stream" + i % 2,
              "1:group",
              "ptr" + i,
              LINES.get(i).replace('\'', '"')));
    }
  }

  private Query.Results run(String query) {
    return Query.parse(query).run(records, 10_000);
  }

  /** The values of a query's only column. */
  private List<String> column(String query) {
    String column = Query.parse(query).columns().getFirst();
    return run(query).rows().stream().map(row -> row.getOrDefault(column, "–")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      value = {
        "level = 'ERROR' ¦ 2,1",
        "level != 'ERROR' ¦ 3,0",
        "http.status >= 500 and ms > 5 ¦ 1",
        "http.status = 200 or ok = 1 ¦ 2,0",
        "not (level = 'ERROR') ¦ 4,3,0",
        "not ispresent(level) ¦ 4",
        "message like /^[ab]$/ ¦ 2,1,0",
        "message =~ /c/ ¦ 3",
        "@message like 'alice' ¦ 4",
        "@message not like 'level' ¦ 4",
        "level in ['WARN', 'INFO'] ¦ 3,0",
        "level not in ['WARN', 'INFO', 'ERROR'] ¦ 4",
        "strcontains(message, 'c d') ¦ 3",
        "list.1.id = 'y' ¦ 3",
        "ms * 2 + 1 = 41 ¦ 1",
        "ms % 20 = 10 and 2 ^ 3 = 8 and -ms < 0 ¦ 0",
        "isempty(empty) and ispresent(empty) ¦ 3",
        "coalesce(missing, level, 'none') = 'none' ¦ 4",
        "`level` = 'WARN' # a remark ¦ 3",
        "@logStream = 'stream1' ¦ 3,1",
        "@log = '1:group' and tolower(level) = 'info' ¦ 0",
        "toupper(concat(level, '-', message)) = 'ERROR-B' and strlen(message) = 1 ¦ 2,1"
      })
  void aFilterKeepsTheLinesThatMeetItsConditionTheNewestFirst(String condition, String numbers) {
    assertThat(run("fields @ptr | filter " + condition).rows())
        .extracting(row -> row.get("@ptr"))
        .containsExactlyElementsOf(
            List.of(numbers.split(",")).stream().map(n -> "ptr" + n).toList());
  }

  @Test
  void linesHaveTimeAndMessageUnlessColumnsAreNamed() {
    Query.Results all = run("limit 1");

    assertThat(all.rows())
        .containsExactly(
            Map.of(
                "@timestamp",
                "2026-11-21 10:06:40.000",
                "@message",
                LINES.getLast(),
                "@ptr",
                "ptr4"));
    assertThat(all.matched()).isEqualTo(5);
    assertThat(Query.parse("fields a, b as c | fields d | filter a = 1").columns())
        .containsExactly("a", "c", "d");
    assertThat(Query.parse("fields a | display level, message").columns())
        .containsExactly("level", "message");
    assertThat(run("fields ms * 2 as twice, ms / 0 | filter ispresent(twice) | sort twice").rows())
        .extracting(row -> row.get("twice"), row -> row.get("ms / 0"))
        .containsExactly(tuple("20", null), tuple("40", null), tuple("61", null));
  }

  @Test
  void statsPutLinesTogether() {
    Query.Results results =
        run(
            "filter ispresent(Operation) | stats count(*), sum(Fault) as faults, avg(ms), min(ms),"
                + " max(ms), pct(ms, 50), count_distinct(level) as levels, earliest(message),"
                + " latest(level) by Operation | sort Operation desc");

    assertThat(results.matched()).isEqualTo(3);
    assertThat(results.rows())
        .extracting(row -> String.join(" ", row.values()))
        .containsExactly("S2 1 1 20 20 20 20 1 b ERROR", "S1 2 2 20.25 10 30.5 10 2 a ERROR");
  }

  @Test
  void binsAreNamedByTheirBeginning() {
    assertThat(run("stats count() as n by bin(5m) | sort bin(5m) asc").rows())
        .containsExactly(
            Map.of("bin(5m)", "2026-11-21 10:00:00.000", "n", "3"),
            Map.of("bin(5m)", "2026-11-21 10:05:00.000", "n", "2"));
    assertThat(column("stats count(*) by bin(1h) as hour | sort count(*) desc | limit 1"))
        .containsExactly("2026-11-21 10:00:00.000");
    assertThat(column("stats count(*) as n by level | stats max(n)")).containsExactly("2");
    assertThat(column("filter level = 'none' | stats count(*)")).containsExactly("0");
  }

  @Test
  void parseTakesPiecesOfAText() {
    assertThat(
            run("parse @message 'user=*, method:*, latency := *' as user, method, latency"
                    + " | filter ispresent(user) | display user, method, latency")
                .rows())
        .containsExactly(Map.of("user", "alice", "method", "GET", "latency", "9", "@ptr", "ptr4"));
    assertThat(column("parse @message /user=(?<who>\\w+)/ | filter ispresent(who) | display who"))
        .containsExactly("alice");
    assertThat(column("parse message '* d' as first | filter first = 'c' | display first"))
        .containsExactly("c");
  }

  @Test
  void sortPutsNumbersAfterTextsAndMissingOnesFirst() {
    assertThat(column("fields ms | sort ms desc")).containsExactly("30.5", "20", "10", "–", "–");
    assertThat(column("fields level, ms | sort level asc, ms desc | display ms"))
        .containsExactly("–", "30.5", "20", "10", "–");
  }

  @Test
  void dedupKeepsTheNewestOfEachAndEverythingWithoutTheField() {
    assertThat(column("display @ptr | dedup level"))
        .containsExactly("ptr4", "ptr3", "ptr2", "ptr0");
    refused(
        "dedup level | sort level", "has sort after dedup, where only limit may follow", "sort");
  }

  @Test
  void afterStatsOnlyItsFieldsExist() {
    refused(
        "stats count(*) as n by Operation | filter level = 'ERROR'",
        "uses level after stats, which leaves only its own fields: Operation, n;",
        "level");
    refused("stats count(*) by level | stats count(*) by bin(5m)", "leaves no @timestamp", "bin");
    refused("stats count(*) as n | stats latest(n)", "leaves no @timestamp", "latest");
    assertThat(column("stats count(*) as n by level | filter n > 1 and level = 'ERROR'"))
        .containsExactly("ERROR");
  }

  @Test
  void whatIsNotKnownIsRefusedByNameAndPlace() {
    refused("", "is empty", "");
    refused(
        "fields a | pattern @message", "has pattern where it needs one of the commands", "pattern");
    refused("SELECT 1", "has SELECT where it needs one of the commands", "SELECT");
    refused("filter a = 1 b", "has b, which means nothing there", "b");
    refused("filter level", "has level where it needs a condition", "level");
    refused("filter level and a = 1", "has level where it needs a condition", "level and");
    refused("filter a not 1", "has 1 after not, where it needs like or in", "1");
    refused("filter a like b", "has b after like", "b");
    refused("filter a like /b", "regular expression that is never closed", "/");
    refused("filter a like /(/", "regular expression that cannot be read", "/(/");
    refused("filter isIpv4(a)", "calls isIpv4, which the stage does not know", "isIpv4");
    refused("filter ispresent(a, b)", "calls ispresent with 2 arguments", "ispresent");
    refused("filter count(a) > 1", "has count outside of stats", "count");
    refused("fields sum(a)", "has sum outside of stats", "sum");
    refused("stats stddev(a)", "has stddev in stats", "stddev");
    refused("stats sum(a) / count(*)", "has /, which means nothing there", "/");
    refused("stats pct(a, 101)", "has 101 where pct needs a number up to 100", "101");
    refused("stats count(*) by bin(5)", "has 5 where it needs a period such as 5m", "5");
    refused("stats count(*) by bin(5y)", "has the period 5y; the stage knows", "5y");
    refused(
        "stats count(*) as a | stats sum(a) as b | stats max(b)", "more than two stats", "stats");
    refused("parse @message '* *' as one", "has 2 * for 1 fields", "'* *'");
    refused("parse @message /(a)/", "whose groups are not all named", "/");
    refused("limit none", "has none where limit needs a number", "none");
    refused("fields a ~ b", "has ~, which means nothing there", "~");
    refused("fields (a", "needs ) where it has its end", "");
    refused("fields 5m", "has 5m where it needs a value", "5m");
    refused("fields a as 1", "has 1 where it needs a field's name", "1");
  }

  /** Checks the problem, and that it is said of that piece of the query. */
  private static void refused(String query, String problem, String place) {
    assertThatThrownBy(() -> Query.parse(query))
        .isInstanceOfSatisfying(
            InsightsException.class,
            e -> {
              assertThat(e.problem()).contains(problem);
              assertThat(query.substring(e.start(), e.end())).startsWith(place);
            });
  }

  @Test
  void whateverIsWrittenIsReadOrRefused() {
    List<String> pieces =
        List.of(
            "fields",
            "filter",
            "stats",
            "sort",
            "limit",
            "dedup",
            "parse",
            "display",
            "by",
            "as",
            "|",
            "a",
            "@message",
            "`b c`",
            "'t'",
            "/r/",
            "/",
            "5m",
            "7",
            "(",
            ")",
            "[",
            "]",
            ",",
            "=",
            "like",
            "in",
            "not",
            "and",
            "or",
            "count(*)",
            "bin(1m)",
            "avg(",
            "#",
            "-",
            "*");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder query = new StringBuilder("fields a |");
      int length = random.nextInt(1, 10);
      for (int j = 0; j < length; j++) {
        query.append(' ').append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Query.parse(query.toString()).run(records, 10);
      } catch (InsightsException e) {
        assertThat(e.start()).as(query.toString()).isBetween(0, query.length());
        assertThat(e.end()).as(query.toString()).isBetween(e.start(), query.length());
      }
    }
  }
}
