package io.gamekeeper.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The saved queries of CloudWatch Logs Insights: one for each question that a runbook asks of the
 * logs. Field names are those that {@code docs/logs.md} lists.
 */
public enum SavedQuery {
  /** All errors by who logs them. */
  ERRORS(
      "errors",
      "Which errors does each function and server log, how often, since when, and are they new?",
      everyFunction(),
      true,
      """
      fields coalesce(service, @log) as source
      | filter level = "ERROR"
      | stats count(*) as times, earliest(@timestamp) as first, latest(@timestamp) as last,
          latest(error.message) as cause by source, message
      | sort times desc
      | limit 100"""),
  /** Requests by their duration. */
  SLOWEST_REQUESTS(
      "slowest-requests",
      "Which requests of players took longest, and did a start of the function add to it?",
      forPlayers(),
      false,
      """
      filter type = "platform.report"
      | fields @timestamp, @log, record.metrics.durationMs as milliseconds,
          coalesce(record.metrics.restoreDurationMs, record.metrics.initDurationMs) as start,
          record.requestId as requestId, record.status as outcome
      | sort milliseconds desc
      | limit 50"""),
  /** All lines of a request. */
  ONE_REQUEST(
      "one-request",
      "What happened to one request? Put its correlation id, the instance of its problem"
          + " document, in place of the zeros.",
      everyFunction(),
      true,
      """
      fields @timestamp, @log, level, message
      | filter @message like "1-00000000-000000000000000000000000"
      | sort @timestamp asc
      | limit 1000"""),
  /** Requests that were refused as the caller's fault. */
  REFUSED_REQUESTS(
      "refused-requests",
      "Which requests are refused, by route and reason?",
      EnumSet.of(
          GameFunction.SCORES,
          GameFunction.LEADERBOARDS,
          GameFunction.PURCHASES,
          GameFunction.STORE_NOTIFICATIONS,
          GameFunction.CONSOLE,
          GameFunction.LEADERBOARD_OPERATIONS,
          GameFunction.PAYMENT_OPERATIONS),
      false,
      """
      filter message = "Request refused"
      | stats count(*) as times, latest(@timestamp) as last
          by service, method, route, status, problem, reason
      | sort times desc
      | limit 100"""),
  /** Purchases that did not go as they should. */
  FAILED_PURCHASES(
      "failed-purchases",
      "Which purchases failed or wait, and why?",
      EnumSet.of(GameFunction.PURCHASES, GameFunction.PAYMENT_RECONCILER),
      false,
      """
      filter level in ["WARN", "ERROR"] or message = "Request refused"
      | fields @timestamp, correlation_id, level, message, problem, reason, error.message
      | sort @timestamp desc
      | limit 200"""),
  /** Calls of the stores without an answer. */
  STORE_TIMEOUTS(
      "store-timeouts",
      "Which calls of a store were not answered, and what did the circuit breakers do?",
      EnumSet.of(
          GameFunction.PURCHASES, GameFunction.PAYMENT_RECONCILER, GameFunction.PAYMENT_OPERATIONS),
      false,
      """
      filter message like " did not answer: " or message like " waits for "
          or message like "Circuit breaker of " or message like " does not say what it took back"
      | fields @timestamp, service, message, correlation_id
      | sort @timestamp desc
      | limit 200"""),
  /** Messages of the stores that change nothing. */
  UNUSABLE_NOTICES(
      "unusable-notices",
      "Which notifications of the stores cannot be used, and why?",
      EnumSet.of(GameFunction.STORE_NOTIFICATIONS, GameFunction.PAYMENT_RECONCILER),
      false,
      """
      filter message like "A genuine notification cannot be used"
          or message like "A notification is refused"
          or message like "A notification cannot be checked now"
          or message like " is kept but not applied yet"
      | fields @timestamp, level, message, correlation_id, error.message
      | sort @timestamp desc
      | limit 200"""),
  /** What fails without a player who waits for it. */
  BACKGROUND_FAILURES(
      "background-failures",
      "What fails in the relay, the reconciler and the other functions that run by themselves?",
      EnumSet.of(
          GameFunction.OUTBOX_RELAY,
          GameFunction.PAYMENT_RECONCILER,
          GameFunction.PURCHASE_LOG,
          GameFunction.PURCHASE_INBOX,
          GameFunction.PLAYER_METRICS,
          GameFunction.SEASON_END,
          GameFunction.LEADERBOARD_REBUILD,
          GameFunction.DATABASE_MIGRATION),
      false,
      """
      filter level in ["WARN", "ERROR"]
      | stats count(*) as times, latest(@timestamp) as last, latest(error.message) as cause
          by service, level, message
      | sort last desc
      | limit 100"""),
  /** Contradictions in the books. */
  LEDGER_VIOLATIONS(
      "ledger-violations",
      "Which rules of the ledger do the books break?",
      EnumSet.of(GameFunction.LEDGER_CHECK, GameFunction.PAYMENT_OPERATIONS),
      false,
      """
      filter message like "The ledger contradicts itself"
      | fields @timestamp, message, correlation_id
      | sort @timestamp desc
      | limit 200"""),
  /** Beginnings and ends of game servers. */
  SERVER_LIFE(
      "server-life",
      "When did game servers start, drain and stop?",
      EnumSet.noneOf(GameFunction.class),
      true,
      """
      filter message in ["ready", "draining", "drained", "stopped", "cannotStart"]
      | fields @timestamp, @logStream, message, reason, why, millisSinceStart, sessions, closed
      | sort @timestamp desc
      | limit 200"""),
  /** Faults of game servers. */
  SERVER_FAULTS(
      "server-faults",
      "What goes wrong in game servers, in how many, and since when?",
      EnumSet.noneOf(GameFunction.class),
      true,
      """
      filter level in ["WARN", "ERROR"]
      | stats count(*) as times, count_distinct(@logStream) as instances,
          earliest(@timestamp) as first, latest(@timestamp) as last
          by level, message, coalesce(why, error.message, "") as cause
      | sort last desc
      | limit 100"""),
  /** Invocations that Lambda ended. */
  FUNCTION_TIMEOUTS(
      "function-timeouts",
      "Which functions were ended by their time limit?",
      everyFunction(),
      false,
      """
      filter type = "platform.report" and record.status = "timeout"
      | stats count(*) as timeouts, max(record.metrics.durationMs) as milliseconds,
          latest(@timestamp) as last, latest(record.requestId) as requestId by @log
      | sort timeouts desc"""),
  /** Memory and duration of functions. */
  FUNCTION_MEMORY(
      "function-memory",
      "How much memory and time do the functions need?",
      everyFunction(),
      false,
      """
      filter type = "platform.report"
      | stats count(*) as invocations, max(record.metrics.maxMemoryUsedMB) as usedMB,
          max(record.metrics.memorySizeMB) as givenMB, pct(record.metrics.durationMs, 95) as p95,
          max(record.metrics.durationMs) as milliseconds by @log
      | sort milliseconds desc"""),
  /** First invocations of instances. */
  COLD_STARTS(
      "cold-starts",
      "How often do functions start, and how long does that take?",
      everyFunction(),
      false,
      """
      filter ispresent(record.metrics.restoreDurationMs) or ispresent(record.metrics.initDurationMs)
      | fields coalesce(record.metrics.restoreDurationMs, record.metrics.initDurationMs) as start
      | stats count(*) as starts, avg(start) as mean, max(start) as longest by @log, bin(1h) as hour
      | sort hour desc, starts desc
      | limit 200"""),
  /** What operators changed. */
  OPERATOR_CHANGES(
      "operator-changes",
      "Who changed what, why, and with what outcome?",
      EnumSet.of(
          GameFunction.CONSOLE,
          GameFunction.LEADERBOARD_OPERATIONS,
          GameFunction.PAYMENT_OPERATIONS),
      false,
      """
      filter message = "Operator change"
      | fields @timestamp, operator, method, path, reason, phase, status, correlation_id
      | sort @timestamp desc
      | limit 200""");

  private final String queryName;
  private final String question;

  @SuppressWarnings("ImmutableEnumChecker") // nobody else has the set
  private final Set<GameFunction> functions;

  private final boolean servers;
  private final String text;

  SavedQuery(
      String queryName,
      String question,
      Set<GameFunction> functions,
      boolean servers,
      String text) {
    this.queryName = queryName;
    this.question = question;
    this.functions = functions;
    this.servers = servers;
    this.text = text;
  }

  private static Set<GameFunction> everyFunction() {
    return EnumSet.allOf(GameFunction.class);
  }

  private static Set<GameFunction> forPlayers() {
    return EnumSet.of(
        GameFunction.SCORES,
        GameFunction.LEADERBOARDS,
        GameFunction.PURCHASES,
        GameFunction.STORE_NOTIFICATIONS);
  }

  /** Returns the name that people use. */
  public String queryName() {
    return queryName;
  }

  /** Returns what the query answers, in words. */
  public String question() {
    return question;
  }

  /** Returns the query. */
  public String text() {
    return text;
  }

  /** Returns the name in CloudWatch in a stage, whose queries share a folder. */
  public String nameIn(String stage) {
    return folder(stage) + queryName;
  }

  /** Returns the folder of a stage's queries, which ends with a slash. */
  public static String folder(String stage) {
    return "gamekeeper-" + stage + "/";
  }

  /** Returns the log groups of a stage that the query is for, in the contract's order. */
  public List<String> logGroups(String stage) {
    List<String> groups = new ArrayList<>();
    functions.forEach(function -> groups.add(LogGroups.of(stage, function)));
    if (servers) {
      groups.add(GameServerContract.logGroup(stage));
    }
    return groups;
  }
}
