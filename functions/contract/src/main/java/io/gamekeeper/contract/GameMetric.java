package io.gamekeeper.contract;

/**
 * Metrics that functions and game servers emit and that alarms and dashboards read; the constant's
 * name never goes into CloudWatch.
 */
public enum GameMetric {
  SCORES_ACCEPTED("ScoresAccepted", Unit.COUNT),
  SCORES_REPEATED("ScoresRepeated", Unit.COUNT),
  REQUESTS_REFUSED("RequestsRefused", Unit.COUNT),
  RANKING_UNAVAILABLE("RankingUnavailable", Unit.COUNT),
  LEADERBOARD_REBUILT("LeaderboardRebuilt", Unit.COUNT),
  SEASON_FROZEN("SeasonFrozen", Unit.COUNT),
  COLD_START("ColdStart", Unit.COUNT),
  /**
   * 100 for each purchase that was answered as it should be, 0 for each that failed on our side.
   */
  PAYMENT_SUCCESS_RATE("PaymentSuccessRate", Unit.PERCENT),
  PURCHASES_COMPLETED("PurchasesCompleted", Unit.COUNT),
  PURCHASES_REPEATED("PurchasesRepeated", Unit.COUNT),
  PURCHASES_REFUSED("PurchasesRefused", Unit.COUNT),
  PURCHASES_REFUNDED("PurchasesRefunded", Unit.COUNT),
  /**
   * Receipts granted at a price that the catalogue does not have in their currency: offers, old
   * prices, or a mistake in one of the two lists.
   */
  UNLISTED_PRICES("UnlistedPrices", Unit.COUNT),
  /** Granted test purchases where players pay; none of them is in {@link #PURCHASES_COMPLETED}. */
  TEST_PURCHASES("TestPurchases", Unit.COUNT),
  /** Age of the oldest purchase that is neither granted nor refused nor taken back completely. */
  OLDEST_PENDING_PURCHASE("OldestPendingPurchase", Unit.SECONDS),
  /** Receipts that are kept because their store could not be asked. */
  PENDING_PURCHASES("PendingPurchases", Unit.COUNT),
  /** Messages of stores that are genuine and say nothing that can be applied. */
  UNUSABLE_NOTICES("UnusableNotices", Unit.COUNT),
  OLDEST_UNPUBLISHED_EVENT("OldestUnpublishedEvent", Unit.SECONDS),
  LEDGER_VIOLATIONS("LedgerViolations", Unit.COUNT),
  STORE_UNAVAILABLE("StoreUnavailable", Unit.COUNT),
  /**
   * Sessions that a game server holds; each sends it once a minute, so that over a minute the sum
   * is the game's and the average is a server's.
   */
  CONCURRENT_USERS("ConcurrentUsers", Unit.COUNT),
  AVERAGE_SESSION_DURATION("AverageSessionDuration", Unit.SECONDS),
  SERVER_TICK_RATE("ServerTickRate", Unit.COUNT_PER_SECOND),
  /** Round trip between a game server and a player. */
  AVERAGE_LATENCY("AverageLatency", Unit.MILLISECONDS),
  /**
   * TCP segments that had to be sent again, of all that were sent. An early signal, like {@link
   * #NEW_CONNECTIONS} and {@link #SYN_RECEIVED}: servers send these every ten seconds, at high
   * resolution.
   */
  PACKET_LOSS_RATE("PacketLossRate", Unit.PERCENT),
  MEMORY_USAGE("MemoryUsage", Unit.PERCENT),
  /** Of a game server's disk; its instance's agent measures it, not the server. */
  DISK_USAGE("DiskUsage", Unit.PERCENT),
  NEW_CONNECTIONS("NewConnections", Unit.COUNT_PER_SECOND),
  /** Connection attempts that the kernel saw, answered or not. */
  SYN_RECEIVED("SynReceived", Unit.COUNT_PER_SECOND),
  /**
   * Ends of a game server that were none of an orderly stop: it crashed, or was not ready in time.
   * Its instance counts them, not the server, and per {@link #RELEASE} only.
   */
  SERVER_FAULTS("ServerFaults", Unit.COUNT),
  /** Players who came for the first time. */
  NEW_PLAYER_REGISTRATIONS("NewPlayerRegistrations", Unit.COUNT),
  /** Players who have stayed away, of those who were there before. */
  PLAYER_CHURN_RATE("PlayerChurnRate", Unit.PERCENT),
  /** Average revenue per active user. */
  ARPU("ARPU", Unit.COUNT),
  /** Purchases, as business counts them. */
  TRANSACTION_VOLUME("TransactionVolume", Unit.COUNT),
  /**
   * Statements that took the database longer than its {@code long_query_time}. A metric filter
   * counts the lines of its log, so that it has no dimension.
   */
  SLOW_QUERIES("SlowQueries", Unit.COUNT),
  /** Starts of a game server without its ahead-of-time cache, which take longer. */
  AOT_CACHE_MISSED("AotCacheMissed", Unit.COUNT);

  /** CloudWatch's unit names, as far as we use them. */
  public enum Unit {
    COUNT,
    COUNT_PER_SECOND,
    MILLISECONDS,
    SECONDS,
    PERCENT
  }

  /** The dimension of every metric; its value is the function's name, or the game server's. */
  public static final String SERVICE = "Service";

  /**
   * The second dimension of what tells one release of the game server from another: {@link
   * #SERVER_FAULTS}, and {@link #AVERAGE_LATENCY}, which servers send with and without it.
   */
  public static final String RELEASE = "Release";

  private final String metricName;
  private final Unit unit;

  GameMetric(String metricName, Unit unit) {
    this.metricName = metricName;
    this.unit = unit;
  }

  public String metricName() {
    return metricName;
  }

  public Unit unit() {
    return unit;
  }
}
