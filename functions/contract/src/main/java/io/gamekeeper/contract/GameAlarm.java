package io.gamekeeper.contract;

import java.util.Locale;

/**
 * The alarms of the product. The CDK app declares them beside what they watch; on-call routes them
 * and finds their runbook by this name.
 */
public enum GameAlarm {
  /** Players pay and receive nothing: too many purchases fail on our side. */
  PAYMENT_SYSTEM_FAILURE(
      "PaymentSystemFailure", Severity.CRITICAL, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /**
   * A purchase has been neither granted nor taken back for too long, or the reconciler no longer
   * runs.
   */
  OLDEST_PENDING_PURCHASE(
      "OldestPendingPurchase", Severity.HIGH, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** So many receipts wait for their store that it takes long to ask for all of them. */
  PENDING_PURCHASES("PendingPurchases", Severity.MEDIUM, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** A store sent a notification that cannot be applied: a person has to look at it. */
  UNUSABLE_NOTICES("UnusableNotices", Severity.MEDIUM, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** Events are not published, or the relay no longer runs. */
  OLDEST_UNPUBLISHED_EVENT(
      "OldestUnpublishedEvent", Severity.MEDIUM, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** The ledger disagrees with the wallets, the inventories or itself. */
  LEDGER_VIOLATIONS("LedgerViolations", Severity.CRITICAL, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** The ledger has not been checked for hours. */
  LEDGER_UNCHECKED("LedgerUnchecked", Severity.HIGH, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** Something could not be delivered and waits in a queue for a person. */
  DEAD_LETTERS("DeadLetters", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.GAME_OPERATIONS),
  /** Players' requests fail on our side. */
  HIGH_ERROR_RATE("HighErrorRate", Severity.CRITICAL, Owner.PLATFORM, GameDashboard.EDGE),
  /** Players wait too long: for answers to requests, or in their sessions. */
  HIGH_LATENCY("HighLatency", Severity.HIGH, Owner.PLATFORM, GameDashboard.GAME_OPERATIONS),
  /** The firewall turns away much more than usual. */
  BLOCKED_REQUESTS("BlockedRequests", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.EDGE),
  FUNCTION_ERRORS("FunctionErrors", Severity.HIGH, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  FUNCTION_THROTTLES("FunctionThrottles", Severity.HIGH, Owner.PLATFORM, GameDashboard.PAYMENTS),
  DATABASE_CPU("DatabaseCpu", Severity.MEDIUM, Owner.DATA, GameDashboard.DATABASE),
  /** The proxy's pool is nearly used up. */
  DATABASE_CONNECTIONS("DatabaseConnections", Severity.HIGH, Owner.DATA, GameDashboard.DATABASE),
  /** Functions wait for a connection: the pool is used up, or the database does not answer. */
  DATABASE_BORROW_LATENCY(
      "DatabaseBorrowLatency", Severity.HIGH, Owner.DATA, GameDashboard.DATABASE),
  DATABASE_STORAGE("DatabaseStorage", Severity.MEDIUM, Owner.DATA, GameDashboard.DATABASE),
  /** The read replica is behind or gone, and would lose what it lacks if it were promoted. */
  DATABASE_REPLICA_LAG("DatabaseReplicaLag", Severity.MEDIUM, Owner.DATA, GameDashboard.DATABASE),
  /** Purchases fail and the database is the reason: another payment provider would not help. */
  PAYMENT_DATABASE_DOWN(
      "PaymentDatabaseDown", Severity.CRITICAL, Owner.DATA, GameDashboard.DATABASE),
  /** The proxy cannot connect to the database. */
  DATABASE_CONNECTION_LOST(
      "DatabaseConnectionLost", Severity.HIGH, Owner.DATA, GameDashboard.DATABASE),
  /** What follows a purchase is late: payments' workers fail or wait. */
  PAYMENTS_DELAYED("PaymentsDelayed", Severity.HIGH, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** Others hear late of purchases: the relay fails or waits. */
  EVENTS_DELAYED("EventsDelayed", Severity.MEDIUM, Owner.PAYMENTS, GameDashboard.PAYMENTS),
  /** The collector of the players' metrics fails: dashboards show no new figures of players. */
  PLAYER_METRICS_MISSING(
      "PlayerMetricsMissing", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.GAME_OPERATIONS),
  /** Queries run longer than they should. */
  SLOW_QUERIES("SlowQueries", Severity.LOW, Owner.DATA, GameDashboard.DATABASE),
  /** Redis does not answer: nobody sees a ranking, while scores are kept. */
  RANKING_UNAVAILABLE("RankingUnavailable", Severity.HIGH, Owner.DATA, GameDashboard.GAME_API),
  /** The ranking's memory is nearly full; a full one refuses players. */
  RANKING_MEMORY("RankingMemory", Severity.MEDIUM, Owner.DATA, GameDashboard.GAME_API),
  /** DynamoDB refuses writes for a while. */
  TABLE_THROTTLES("TableThrottles", Severity.MEDIUM, Owner.DATA, GameDashboard.GAME_API),
  /** What players do arrives late in the lake; nothing is lost for a day. */
  LAKE_DELAYED("LakeDelayed", Severity.MEDIUM, Owner.DATA, GameDashboard.GAME_OPERATIONS),
  /** Events do not fit the lake's table and lie beside it. */
  LAKE_REFUSES_EVENTS("LakeRefusesEvents", Severity.LOW, Owner.DATA, GameDashboard.GAME_OPERATIONS),
  /** Far more or far fewer requests than at this time of other weeks. */
  UNUSUAL_TRAFFIC("UnusualTraffic", Severity.LOW, Owner.PLATFORM, GameDashboard.EDGE),
  /** Players meet so many errors that the month's share of them is spent within two days. */
  ERROR_BUDGET_BURNS_FAST(
      "ErrorBudgetBurnsFast", Severity.HIGH, Owner.PLATFORM, GameDashboard.GAME_OPERATIONS),
  /** Players meet so many errors that the month's share of them is spent within ten days. */
  ERROR_BUDGET_BURNS_SLOWLY(
      "ErrorBudgetBurnsSlowly", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.GAME_OPERATIONS),
  /** Game servers that should take players do not. */
  SERVER_DOWN("ServerDown", Severity.CRITICAL, Owner.FLEET, GameDashboard.FLEET),
  /**
   * Servers of one release end by faults; if that is the release being deployed, the deployment
   * ends.
   */
  RELEASE_FAULTS("ReleaseFaults", Severity.HIGH, Owner.FLEET, GameDashboard.FLEET),
  /**
   * Players of one release's servers wait; if that is the release being deployed, the deployment
   * ends.
   */
  RELEASE_LATENCY("ReleaseLatency", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  HIGH_CPU_USAGE("HighCPUUsage", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  HIGH_MEMORY_USAGE("HighMemoryUsage", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  LOW_DISK_SPACE("LowDiskSpace", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  HIGH_NETWORK_TRAFFIC("HighNetworkTraffic", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  HIGH_DISK_TRAFFIC("HighDiskTraffic", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  /** Players come faster than usual; the fleet has grown before anybody noticed. */
  CONNECTION_SURGE("ConnectionSurge", Severity.LOW, Owner.FLEET, GameDashboard.FLEET),
  /**
   * More connections are begun than players could begin: the fleet has grown, and it may be a
   * flood.
   */
  SYN_BURST("SynBurst", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  /** Much is sent twice: servers or their network cannot follow. The fleet has grown. */
  PACKET_LOSS("PacketLoss", Severity.MEDIUM, Owner.FLEET, GameDashboard.FLEET),
  /** The fleet cannot grow any more. */
  FLEET_AT_MAXIMUM("FleetAtMaximum", Severity.HIGH, Owner.FLEET, GameDashboard.FLEET),
  /** Players' events fail, so many that most listeners cannot work. */
  EVENT_SYSTEM_FAILURE(
      "EventSystemFailure", Severity.CRITICAL, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Some of the players' events fail and are tried again. */
  EVENTS_FAILING("EventsFailing", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** More events come than the event system was measured for. */
  HIGH_EVENT_RATE("HighEventRate", Severity.LOW, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Listeners get events late. */
  SLOW_EVENTS("SlowEvents", Severity.LOW, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Listeners have got events late for minutes. */
  HIGH_EVENT_LATENCY(
      "HighEventLatency", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Events wait for their listeners. */
  LONG_EVENT_QUEUE("LongEventQueue", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** The queue is full: senders are told to wait. */
  EVENT_QUEUE_FULL("EventQueueFull", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** The queue was full again and again. */
  EVENT_QUEUE_OFTEN_FULL(
      "EventQueueOftenFull", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Players' logins and logouts do not get from the game servers' stream into the queue. */
  SESSION_EVENTS_DELAYED(
      "SessionEventsDelayed", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Players' logins and logouts left the game servers' stream before they were read. */
  SESSION_EVENTS_LOST(
      "SessionEventsLost", Severity.LOW, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Listeners take long for an event. */
  SLOW_LISTENERS("SlowListeners", Severity.LOW, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** Listeners fail, or are too slow. */
  LISTENER_ERRORS("ListenerErrors", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS),
  /** A player is to be erased, and some part has not done so for an hour. */
  ERASURE_UNFINISHED(
      "ErasureUnfinished", Severity.MEDIUM, Owner.PLATFORM, GameDashboard.PLAYER_EVENTS);

  /** The urgency: how soon somebody has to act. */
  public enum Severity {
    /** Now. */
    CRITICAL,
    /** Within 30 minutes. */
    HIGH,
    /** Within 2 hours. */
    MEDIUM,
    /** On the next working day. */
    LOW
  }

  /** The teams whose alarms they are; in a small studio one person may be all of them. */
  public enum Owner {
    /** What everything runs on and is reached by. */
    PLATFORM,
    /** The game servers. */
    FLEET,
    /** Databases, tables and the ranking. */
    DATA,
    /** Purchases and the ledger. */
    PAYMENTS;

    /** Returns the name in an alarm's description. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String alarmName;
  private final Severity severity;
  private final Owner owner;
  private final GameDashboard dashboard;

  GameAlarm(String alarmName, Severity severity, Owner owner, GameDashboard dashboard) {
    this.alarmName = alarmName;
    this.severity = severity;
    this.owner = owner;
    this.dashboard = dashboard;
  }

  /** Returns the name that people use. */
  public String alarmName() {
    return alarmName;
  }

  public Severity severity() {
    return severity;
  }

  public Owner owner() {
    return owner;
  }

  /** Returns the dashboard on which its cause shows. */
  public GameDashboard dashboard() {
    return dashboard;
  }

  /** Returns the name of the page that says what to do: the alarm's own. */
  public String runbook() {
    return alarmName;
  }

  /**
   * Returns its name in CloudWatch in a stage, for instance {@code
   * gamekeeper-prod-LedgerViolations}.
   */
  public String nameIn(String stage) {
    return "gamekeeper-" + stage + "-" + alarmName;
  }

  /**
   * Returns the alarm's name in a stage, where one kind of alarm watches several things: a queue, a
   * function.
   */
  public String nameIn(String stage, String subject) {
    return nameIn(stage) + "-" + subject;
  }
}
