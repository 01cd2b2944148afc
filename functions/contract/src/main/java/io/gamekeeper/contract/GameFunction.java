package io.gamekeeper.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Lambda functions of the product: name, handler, bundle and what they use. A test checks that
 * each handler exists in its zip; the CDK app takes the handler string and the grants from here and
 * nowhere else.
 */
public enum GameFunction {
  /** {@code GET /healthz}. */
  HEALTH(
      "health", "io.gamekeeper.health.lambda.HealthHandler", Bundle.GAME_API, Use.PROBE_SCORE_LOG),
  /** {@code POST /v1/leaderboards/{board}/scores}. */
  SCORES(
      "scores",
      "io.gamekeeper.leaderboard.lambda.ScoresHandler",
      Bundle.GAME_API,
      Use.APPEND_SCORES,
      Use.START_REBUILD),
  /** {@code GET /v1/leaderboards/…}: pages, a player with neighbours, friends. */
  LEADERBOARDS(
      "leaderboards",
      "io.gamekeeper.leaderboard.lambda.LeaderboardsHandler",
      Bundle.GAME_API,
      Use.READ_SCORES_BACK,
      Use.FREEZE_SEASONS,
      Use.START_REBUILD),
  /**
   * Rebuilds a board in Redis from the score log; invoked asynchronously or by {@code leaderboard
   * rebuild}.
   */
  LEADERBOARD_REBUILD(
      "leaderboard-rebuild",
      "io.gamekeeper.leaderboard.lambda.LeaderboardRebuildHandler",
      Bundle.GAME_API,
      Use.READ_SCORES_BACK),
  /** Freezes the standings of seasons that have ended; runs on a schedule. */
  SEASON_END(
      "season-end",
      "io.gamekeeper.leaderboard.lambda.SeasonEndHandler",
      Bundle.GAME_API,
      Use.READ_SCORES_BACK,
      Use.FREEZE_SEASONS),
  /** {@code POST /v1/purchases} and {@code GET /v1/players/me/inventory}. */
  PURCHASES(
      "purchases",
      "io.gamekeeper.payment.lambda.PurchasesHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.READ_STORE_CREDENTIALS,
      Use.READ_PROVIDER_SWITCH,
      Use.CALL_STORES_ONCE),
  /** {@code POST /v1/store-notifications/…}: records the stores' notifications durably. */
  STORE_NOTIFICATIONS(
      "store-notifications",
      "io.gamekeeper.payment.lambda.StoreNotificationsHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.READ_STORE_CREDENTIALS),
  /**
   * Runs on a schedule: finishes pending purchases, applies refunds, asks Google for voided
   * purchases.
   */
  PAYMENT_RECONCILER(
      "payment-reconciler",
      "io.gamekeeper.payment.lambda.PaymentReconcilerHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.READ_STORE_CREDENTIALS,
      Use.READ_PROVIDER_SWITCH,
      Use.CALL_STORES_ONCE),
  /** Runs on a schedule: publishes the outbox on the event bus, at least once. */
  OUTBOX_RELAY(
      "outbox-relay",
      "io.gamekeeper.payment.lambda.OutboxRelayHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.PUBLISH_EVENTS),
  /** Runs on a schedule and by {@code ledger check}: proves that no money is lost or doubled. */
  LEDGER_CHECK(
      "ledger-check",
      "io.gamekeeper.payment.lambda.LedgerCheckHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS),
  /** Consumes the purchases' events from a queue and keeps them for marketing. */
  PURCHASE_LOG(
      "purchase-log",
      "io.gamekeeper.payment.lambda.PurchaseLogHandler",
      Bundle.PAYMENT,
      Use.APPEND_PURCHASE_LOG,
      Use.CONSUME_ONCE,
      Use.READ_ERASURES),
  /** Brings the database's tables and users up to date; a deployment runs it. */
  DATABASE_MIGRATION(
      "database-migration",
      "io.gamekeeper.payment.lambda.DatabaseMigrationHandler",
      Bundle.PAYMENT,
      Use.CONNECT_AS_OWNER,
      Use.READ_USERS_SECRET),
  /** Runs on a schedule: counts players' sessions and purchases, and sends the metrics of both. */
  PLAYER_METRICS(
      "player-metrics",
      "io.gamekeeper.insight.lambda.PlayerMetricsHandler",
      Bundle.INSIGHT,
      Use.KEEP_PLAYER_FIGURES,
      Use.SEND_METRICS),
  /** Consumes the purchases' events from a queue and keeps them for {@link #PLAYER_METRICS}. */
  PURCHASE_INBOX(
      "purchase-inbox",
      "io.gamekeeper.insight.lambda.PurchaseInboxHandler",
      Bundle.INSIGHT,
      Use.PUT_INTO_INBOX),
  /** Runs on a schedule: forgets when players were seen who are to be erased. */
  FIGURES_ERASURE(
      "figures-erasure",
      "io.gamekeeper.insight.lambda.FiguresErasureHandler",
      Bundle.INSIGHT,
      Use.FORGET_FIGURES,
      Use.DO_ERASURES),
  /** The operators' pages, and what they read from CloudWatch, X-Ray and Auto Scaling. */
  CONSOLE(
      "console",
      "io.gamekeeper.console.lambda.ConsoleHandler",
      Bundle.CONSOLE,
      Use.READ_ALARMS,
      Use.SET_ALARMS,
      Use.READ_DASHBOARDS,
      Use.READ_METRICS,
      Use.READ_FLEET,
      Use.CHANGE_FLEET,
      Use.LIST_LOGS,
      Use.READ_LOGS,
      Use.QUERY_LOGS,
      Use.READ_TRACES,
      Use.APPEND_AUDIT,
      Use.READ_AUDIT),
  /** What operators do with leaderboards. */
  LEADERBOARD_OPERATIONS(
      "leaderboard-operations",
      "io.gamekeeper.leaderboard.lambda.LeaderboardOperationsHandler",
      Bundle.GAME_API,
      Use.READ_SCORES_BACK,
      Use.READ_SEASONS,
      Use.APPEND_AUDIT),
  /** Runs on a schedule: takes players who are to be erased out of the boards. */
  LEADERBOARD_ERASURE(
      "leaderboard-erasure",
      "io.gamekeeper.leaderboard.lambda.LeaderboardErasureHandler",
      Bundle.GAME_API,
      Use.ERASE_SCORES,
      Use.FREEZE_SEASONS,
      Use.RENAME_IN_SEASONS,
      Use.DO_ERASURES),
  /** What operators do with payments. */
  PAYMENT_OPERATIONS(
      "payment-operations",
      "io.gamekeeper.payment.lambda.PaymentOperationsHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.SWITCH_PROVIDER,
      Use.READ_PURCHASE_LOG,
      Use.APPEND_AUDIT),
  /** Runs on a schedule: takes erased players' names out of the payments. */
  PAYMENT_ERASURE(
      "payment-erasure",
      "io.gamekeeper.payment.lambda.PaymentErasureHandler",
      Bundle.PAYMENT,
      Use.CONNECT_TO_PAYMENTS,
      Use.ERASE_PURCHASE_LOG,
      Use.DO_ERASURES),
  /** {@code POST /v1/logs}: takes players' events into the queues. */
  PLAYER_LOGS(
      "player-logs",
      "io.gamekeeper.event.lambda.PlayerLogsHandler",
      Bundle.PLAYER_EVENTS,
      Use.QUEUE_EVENTS,
      Use.QUEUE_ORDERED_EVENTS),
  /** Runs on a schedule: puts logins and logouts, as game servers report them, into the queues. */
  SESSION_EVENTS(
      "session-events",
      "io.gamekeeper.event.lambda.SessionEventsHandler",
      Bundle.PLAYER_EVENTS,
      Use.QUEUE_EVENTS,
      Use.QUEUE_ORDERED_EVENTS),
  /** Takes players' events out of the queue and calls the listeners that need no order. */
  EVENT_LISTENERS(
      "event-listeners",
      "io.gamekeeper.event.lambda.EventListenersHandler",
      Bundle.PLAYER_EVENTS,
      Use.APPEND_EVENT_LOG,
      Use.KNOW_PLAYERS,
      Use.FILL_LAKE,
      Use.RETRY_EVENTS,
      Use.GIVE_EVENTS_UP),
  /** Takes players' events in each player's order and calls the listener that needs it. */
  PLAYER_PROGRESS(
      "player-progress",
      "io.gamekeeper.event.lambda.PlayerProgressHandler",
      Bundle.PLAYER_EVENTS,
      Use.KNOW_PLAYERS),
  /** What operators do with players' events, what they ask the lake, what is kept of a player. */
  EVENT_OPERATIONS(
      "event-operations",
      "io.gamekeeper.event.lambda.EventOperationsHandler",
      Bundle.PLAYER_EVENTS,
      Use.QUEUE_EVENTS,
      Use.QUEUE_ORDERED_EVENTS,
      Use.RETRY_EVENTS,
      Use.REDRIVE_EVENTS,
      Use.REDRIVE_ORDERED_EVENTS,
      Use.READ_EVENT_LOG,
      Use.READ_PLAYERS,
      Use.READ_FIGURES,
      Use.BEGIN_ERASURES,
      Use.ASK_LAKE,
      Use.READ_LAKE_TABLES,
      Use.READ_LAKE_EVENTS,
      Use.KEEP_LAKE_RESULTS,
      Use.APPEND_AUDIT),
  /** Runs on a schedule: drives erasures of players on, and erases their events. */
  PLAYER_ERASURE(
      "player-erasure",
      "io.gamekeeper.event.lambda.PlayerErasureHandler",
      Bundle.PLAYER_EVENTS,
      Use.ERASE_EVENT_LOG,
      Use.FORGET_PLAYERS,
      Use.DO_ERASURES),
  /** Takes alarms from their queue, decides who is told, and tells them. */
  ALERT_ROUTER(
      "alert-router",
      "io.gamekeeper.oncall.lambda.AlertRouterHandler",
      Bundle.ON_CALL,
      Use.KEEP_ALERTS,
      Use.WAKE_ON_CALL,
      Use.READ_MESSENGER_KEYS,
      Use.SIGN_LINKS,
      Use.SEND_MAIL,
      Use.CALL_PEOPLE),
  /** Runs on a schedule: tells what is due, whether or not the router was asked to. */
  ALERT_TIMER(
      "alert-timer",
      "io.gamekeeper.oncall.lambda.AlertTimerHandler",
      Bundle.ON_CALL,
      Use.READ_ALARMS,
      Use.KEEP_ALERTS,
      Use.WAKE_ON_CALL,
      Use.READ_MESSENGER_KEYS,
      Use.SIGN_LINKS,
      Use.SEND_MAIL,
      Use.CALL_PEOPLE,
      Use.MIRROR_INCIDENTS),
  /** What operators ask about who is told of what, their silences, and incidents. */
  ON_CALL_OPERATIONS(
      "on-call-operations",
      "io.gamekeeper.oncall.lambda.OnCallOperationsHandler",
      Bundle.ON_CALL,
      Use.READ_ALARMS,
      Use.READ_ALERTS,
      Use.ANSWER_ALERTS,
      Use.SIGN_LINKS,
      Use.APPEND_AUDIT);

  /** The alias that callers use; deployments shift traffic on it, and roll back on it. */
  public static final String LIVE = "live";

  private final String functionName;
  private final String handlerClass;
  private final Bundle bundle;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<Use> uses;

  GameFunction(String functionName, String handlerClass, Bundle bundle, Use... uses) {
    this.functionName = functionName;
    this.handlerClass = handlerClass;
    this.bundle = bundle;
    this.uses = List.of(uses);
  }

  /** Returns the short kebab-case name, which is the service name in logs, metrics and traces. */
  public String functionName() {
    return functionName;
  }

  /** Returns the handler's class, fully qualified. */
  public String handlerClass() {
    return handlerClass;
  }

  /** Returns Lambda's handler string, {@code class::method}. */
  public String handler() {
    return handlerClass + "::handleRequest";
  }

  public Bundle bundle() {
    return bundle;
  }

  /**
   * Returns what the function does to what its environment names; its role is allowed that and no
   * more.
   */
  public List<Use> uses() {
    return uses;
  }

  /** Returns the function of that {@link #functionName}; empty if there is none. */
  public static Optional<GameFunction> named(String functionName) {
    return Stream.of(values())
        .filter(function -> function.functionName.equals(functionName))
        .findAny();
  }
}
