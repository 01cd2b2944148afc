package io.gamekeeper.contract;

/**
 * The alarms of the product. The CDK app declares them beside what they watch; on-call routes them
 * and finds their runbook by this name.
 */
public enum GameAlarm {
  /** Players pay and receive nothing: too many purchases fail on our side. */
  PAYMENT_SYSTEM_FAILURE("PaymentSystemFailure", Severity.CRITICAL),
  /**
   * A purchase has been neither granted nor taken back for too long, or the reconciler no longer
   * runs.
   */
  OLDEST_PENDING_PURCHASE("OldestPendingPurchase", Severity.HIGH),
  /** So many receipts wait for their store that it takes long to ask for all of them. */
  PENDING_PURCHASES("PendingPurchases", Severity.MEDIUM),
  /** A store sent a notification that cannot be applied: a person has to look at it. */
  UNUSABLE_NOTICES("UnusableNotices", Severity.MEDIUM),
  /** Events are not published, or the relay no longer runs. */
  OLDEST_UNPUBLISHED_EVENT("OldestUnpublishedEvent", Severity.MEDIUM),
  /** The ledger disagrees with the wallets, the inventories or itself. */
  LEDGER_VIOLATIONS("LedgerViolations", Severity.CRITICAL),
  /** The ledger has not been checked for hours. */
  LEDGER_UNCHECKED("LedgerUnchecked", Severity.HIGH),
  /** Something could not be delivered and waits in a queue for a person. */
  DEAD_LETTERS("DeadLetters", Severity.MEDIUM),
  /** Players' requests fail on our side. */
  HIGH_ERROR_RATE("HighErrorRate", Severity.CRITICAL),
  /** Players wait too long: for answers to requests, or in their sessions. */
  HIGH_LATENCY("HighLatency", Severity.HIGH),
  /** The firewall turns away much more than usual. */
  BLOCKED_REQUESTS("BlockedRequests", Severity.MEDIUM),
  FUNCTION_ERRORS("FunctionErrors", Severity.HIGH),
  FUNCTION_THROTTLES("FunctionThrottles", Severity.HIGH),
  DATABASE_CPU("DatabaseCpu", Severity.MEDIUM),
  /** The proxy's pool is nearly used up. */
  DATABASE_CONNECTIONS("DatabaseConnections", Severity.HIGH),
  /** Functions wait for a connection: the pool is used up, or the database does not answer. */
  DATABASE_BORROW_LATENCY("DatabaseBorrowLatency", Severity.HIGH),
  DATABASE_STORAGE("DatabaseStorage", Severity.MEDIUM),
  /** The read replica is behind or gone, and would lose what it lacks if it were promoted. */
  DATABASE_REPLICA_LAG("DatabaseReplicaLag", Severity.MEDIUM),
  /** Game servers that should take players do not. */
  SERVER_DOWN("ServerDown", Severity.CRITICAL),
  /**
   * Servers of one release end by faults; if that is the release being deployed, the deployment
   * ends.
   */
  RELEASE_FAULTS("ReleaseFaults", Severity.HIGH),
  /**
   * Players of one release's servers wait; if that is the release being deployed, the deployment
   * ends.
   */
  RELEASE_LATENCY("ReleaseLatency", Severity.MEDIUM),
  HIGH_CPU_USAGE("HighCPUUsage", Severity.MEDIUM),
  HIGH_MEMORY_USAGE("HighMemoryUsage", Severity.MEDIUM),
  LOW_DISK_SPACE("LowDiskSpace", Severity.MEDIUM),
  /** Players come faster than usual; the fleet has grown before anybody noticed. */
  CONNECTION_SURGE("ConnectionSurge", Severity.LOW),
  /**
   * More connections are begun than players could begin: the fleet has grown, and it may be a
   * flood.
   */
  SYN_BURST("SynBurst", Severity.MEDIUM),
  /** Much is sent twice: servers or their network cannot follow. The fleet has grown. */
  PACKET_LOSS("PacketLoss", Severity.MEDIUM),
  /** The fleet cannot grow any more. */
  FLEET_AT_MAXIMUM("FleetAtMaximum", Severity.HIGH);

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

  private final String alarmName;
  private final Severity severity;

  GameAlarm(String alarmName, Severity severity) {
    this.alarmName = alarmName;
    this.severity = severity;
  }

  /** Returns the name that people use. */
  public String alarmName() {
    return alarmName;
  }

  public Severity severity() {
    return severity;
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
