package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.payment.Violation;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check that no money is lost or doubled, and its answer: {@code {"checked": {"purchases": n,
 * …}, "found": n, "violations": [{"table", "key", "rule", "expected", "found"}]}}, where the list
 * holds the first {@value #MOST_SHOWN}. Each check records the metric, even if it is 0, because its
 * absence raises an alarm too.
 */
final class LedgerReport {
  static final int MOST_SHOWN = 500;

  private static final Logger LOG = LoggerFactory.getLogger(LedgerReport.class);
  private static final int MOST_LOGGED = 20;

  private final PaymentWiring wiring;
  private final Telemetry telemetry;

  LedgerReport(PaymentWiring wiring) {
    this.wiring = wiring;
    telemetry = wiring.telemetry();
  }

  /** Checks the ledger. */
  Map<String, Object> make() {
    CountedBooks books = wiring.books();
    List<Violation> violations = wiring.ledgerCheck(books).run();
    telemetry.record(GameMetric.LEDGER_VIOLATIONS, violations.size());
    violations.stream()
        .limit(MOST_LOGGED)
        .forEach(violation -> LOG.error("The ledger contradicts itself: {}", violation));
    LOG.info("Checked {}: {} violations", books.counts(), violations.size());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("checked", books.counts());
    answer.put("found", violations.size());
    answer.put(
        "violations", violations.stream().limit(MOST_SHOWN).map(LedgerReport::shown).toList());
    return answer;
  }

  private static Map<String, String> shown(Violation violation) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("table", violation.table());
    shown.put("key", violation.key());
    shown.put("rule", violation.rule());
    shown.put("expected", violation.expected());
    shown.put("found", violation.found());
    return shown;
  }
}
