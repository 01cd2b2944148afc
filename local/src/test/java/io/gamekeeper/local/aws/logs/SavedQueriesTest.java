package io.gamekeeper.local.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.SavedQuery;
import io.gamekeeper.local.aws.logs.insights.LogRecord;
import io.gamekeeper.local.aws.logs.insights.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The product's saved queries on lines as functions, servers and Lambda write them. That they do
 * write them so is shown by {@code SavedQueryTextsTest} and {@code LogJourneyTest}.
 */
final class SavedQueriesTest {
  private static final String ROOT = "1-00000000-000000000000000000000000";
  private static final List<String> LINES =
      List.of(
          "{'level':'ERROR','message':'The request failed','error':{'message':'null','name':'java.lang.NullPointerException','stack':'…'},'service':'scores','correlation_id':'ROOT'}",
          "{'timestamp':'2026-11-21T10:00:00Z','message':'java.lang.Error: x','level':'ERROR','AWSRequestId':'1'}",
          "{'time':'2026-11-21T10:00:00Z','type':'platform.report','record':{'requestId':'1','metrics':{'durationMs':12.5,'billedDurationMs':13,'memorySizeMB':512,'maxMemoryUsedMB':210,'restoreDurationMs':800.5},'status':'success'}}",
          "{'time':'2026-11-21T10:00:00Z','type':'platform.report','record':{'requestId':'2','metrics':{'durationMs':3000,'memorySizeMB':512,'maxMemoryUsedMB':310},'status':'timeout'}}",
          "{'level':'INFO','message':'Request refused','method':'POST','route':'/v1/purchases','status':422,'problem':'unknown-sku','reason':'no such sku','service':'purchases'}",
          "{'level':'WARN','message':'The server of apple did not answer: java.io.IOException','service':'purchases','correlation_id':'ROOT'}",
          "{'level':'WARN','message':'purchase 1 waits for apple: it is down','service':'purchases'}",
          "{'level':'ERROR','message':'A genuine notification cannot be used: no transaction','service':'store-notifications'}",
          "{'level':'ERROR','message':'The ledger contradicts itself: Unbalanced[…]','service':'ledger-check'}",
          "{'level':'INFO','message':'ready','millisSinceStart':900,'service':'game-server'}",
          "{'level':'INFO','message':'draining','reason':'scale-in','sessions':3,'service':'game-server'}",
          "{'level':'WARN','message':'metricsDelayed','why':'java.net.ConnectException','service':'game-server'}",
          "{'level':'INFO','message':'Operator change','operator':'ana','method':'PUT','path':'/ops/v1/payments/provider','reason':'outage','phase':'DONE','status':200}");

  private static Query.Results run(SavedQuery query) {
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < LINES.size(); i++) {
      records.add(
          new LogRecord(
              Instant.parse("2026-11-21T10:00:00Z").plusSeconds(i),
              "stream",
              "1:group",
              "ptr" + i,
              LINES.get(i).replace('\'', '"').replace("ROOT", ROOT)));
    }
    return Query.parse(query.text()).run(records, 10_000);
  }

  @ParameterizedTest
  @EnumSource
  void theStageRunsEachOfThem(SavedQuery query) {
    assertThat(run(query).rows()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void eachColumnOfEachHasAValueInSomeLine(SavedQuery query) {
    List<Map<String, String>> rows = run(query).rows();

    assertThat(Query.parse(query.text()).columns())
        .filteredOn(column -> rows.stream().noneMatch(row -> row.containsKey(column)))
        // What only some lines of real logs have.
        .isSubsetOf("error.message", "closed", "correlation_id", "why", "cause");
  }

  @ParameterizedTest
  @EnumSource
  void eachReadsSomeGroupsAndNotMoreThanCanBeAsked(SavedQuery query) {
    assertThat(query.logGroups("dev")).hasSizeBetween(1, 50).doesNotHaveDuplicates();
    assertThat(query.text().length()).isLessThanOrEqualTo(10_000);
  }
}
