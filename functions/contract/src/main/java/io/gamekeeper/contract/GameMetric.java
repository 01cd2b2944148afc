package io.gamekeeper.contract;

import java.util.List;

/**
 * Metrics that functions, game servers and their agents emit and that alarms and dashboards read;
 * the constant's name never goes into CloudWatch. What is calculated from metrics, and emitted by
 * nobody, is a {@link DerivedMetric}.
 */
public enum GameMetric {
  SCORES_ACCEPTED(
      "ScoresAccepted",
      Unit.COUNT,
      Source.FUNCTION,
      "Scores that were recorded for the first time.",
      DimensionSet.SERVICE),
  SCORES_REPEATED(
      "ScoresRepeated",
      Unit.COUNT,
      Source.FUNCTION,
      "Scores that had been recorded already and changed nothing.",
      DimensionSet.SERVICE),
  REQUESTS_REFUSED(
      "RequestsRefused",
      Unit.COUNT,
      Source.FUNCTION,
      "Players' requests that were refused as their fault.",
      DimensionSet.SERVICE),
  RANKING_UNAVAILABLE(
      "RankingUnavailable",
      Unit.COUNT,
      Source.FUNCTION,
      "Requests that found no Redis.",
      DimensionSet.SERVICE),
  LEADERBOARD_REBUILT(
      "LeaderboardRebuilt",
      Unit.COUNT,
      Source.FUNCTION,
      "Boards that were rebuilt from the score log.",
      DimensionSet.SERVICE),
  SEASON_FROZEN(
      "SeasonFrozen",
      Unit.COUNT,
      Source.FUNCTION,
      "Seasons whose standings were frozen.",
      DimensionSet.SERVICE),
  COLD_START(
      "ColdStart",
      Unit.COUNT,
      Source.FUNCTION,
      "First invocations of a function's instances.",
      DimensionSet.SERVICE),
  PAYMENT_SUCCESS_RATE(
      "PaymentSuccessRate",
      Unit.PERCENT,
      Source.FUNCTION,
      "100 for each purchase that was answered as it should be, 0 for each that failed on our side;"
          + " the average is the rate.",
      DimensionSet.SERVICE),
  PURCHASES_COMPLETED(
      "PurchasesCompleted",
      Unit.COUNT,
      Source.FUNCTION,
      "Purchases that a function granted, at the moment at which it did.",
      DimensionSet.SERVICE),
  PURCHASES_REPEATED(
      "PurchasesRepeated",
      Unit.COUNT,
      Source.FUNCTION,
      "Requests for purchases that had been granted already.",
      DimensionSet.SERVICE),
  PURCHASES_REFUSED(
      "PurchasesRefused",
      Unit.COUNT,
      Source.FUNCTION,
      "Purchases that were refused by a rule.",
      DimensionSet.SERVICE),
  PURCHASES_REFUNDED(
      "PurchasesRefunded",
      Unit.COUNT,
      Source.FUNCTION,
      "Purchases that a store took back.",
      DimensionSet.SERVICE),
  UNLISTED_PRICES(
      "UnlistedPrices",
      Unit.COUNT,
      Source.FUNCTION,
      "Receipts granted at a price that the catalogue does not have in their currency: offers, old"
          + " prices, or a mistake in one of the two lists.",
      DimensionSet.SERVICE),
  TEST_PURCHASES(
      "TestPurchases",
      Unit.COUNT,
      Source.FUNCTION,
      "Granted test purchases where players pay; none of them is in PurchasesCompleted.",
      DimensionSet.SERVICE),
  OLDEST_PENDING_PURCHASE(
      "OldestPendingPurchase",
      Unit.SECONDS,
      Source.FUNCTION,
      "Age of the oldest purchase that is neither granted nor refused nor taken back completely.",
      DimensionSet.SERVICE),
  PENDING_PURCHASES(
      "PendingPurchases",
      Unit.COUNT,
      Source.FUNCTION,
      "Receipts that are kept because their store could not be asked.",
      DimensionSet.SERVICE),
  UNUSABLE_NOTICES(
      "UnusableNotices",
      Unit.COUNT,
      Source.FUNCTION,
      "Messages of stores that are genuine and say nothing that can be applied.",
      DimensionSet.SERVICE),
  OLDEST_UNPUBLISHED_EVENT(
      "OldestUnpublishedEvent",
      Unit.SECONDS,
      Source.FUNCTION,
      "Age of the oldest event that waits for the event bus.",
      DimensionSet.SERVICE),
  LEDGER_VIOLATIONS(
      "LedgerViolations",
      Unit.COUNT,
      Source.FUNCTION,
      "Rules of the ledger that the books break.",
      DimensionSet.SERVICE),
  STORE_UNAVAILABLE(
      "StoreUnavailable",
      Unit.COUNT,
      Source.FUNCTION,
      "Calls of a store that failed.",
      DimensionSet.SERVICE),
  CONCURRENT_USERS(
      "ConcurrentUsers",
      Unit.COUNT,
      Source.SERVER,
      "Sessions that a game server holds; each sends it once a minute, so that over a minute the sum"
          + " is the game's and the average is a server's.",
      DimensionSet.SERVICE),
  SERVER_TICK_RATE(
      "ServerTickRate",
      Unit.COUNT_PER_SECOND,
      Source.SERVER,
      "Steps of the simulation that a game server makes.",
      DimensionSet.SERVICE),
  AVERAGE_LATENCY(
      "AverageLatency",
      Unit.MILLISECONDS,
      Source.SERVER,
      "Round trip between a game server and its players: the median over players, each by the mean"
          + " of the own values.",
      DimensionSet.SERVICE,
      DimensionSet.SERVICE_AND_RELEASE),
  /** An early signal, like {@link #NEW_CONNECTIONS} and {@link #SYN_RECEIVED}. */
  PACKET_LOSS_RATE(
      "PacketLossRate",
      Unit.PERCENT,
      Source.SERVER,
      "TCP segments that had to be sent again, of all that were sent; every few seconds, at high"
          + " resolution.",
      DimensionSet.SERVICE),
  MEMORY_USAGE(
      "MemoryUsage",
      Unit.PERCENT,
      Source.SERVER,
      "Memory of a game server's machine that is not available.",
      DimensionSet.SERVICE),
  DISK_USAGE(
      "DiskUsage",
      Unit.PERCENT,
      Source.AGENT,
      "Used space of a game server's disk.",
      DimensionSet.SERVICE),
  NEW_CONNECTIONS(
      "NewConnections",
      Unit.COUNT_PER_SECOND,
      Source.SERVER,
      "TCP connections that were opened; every few seconds, at high resolution.",
      DimensionSet.SERVICE),
  SYN_RECEIVED(
      "SynReceived",
      Unit.COUNT_PER_SECOND,
      Source.SERVER,
      "Connection attempts that the kernel saw, answered or not; every few seconds, at high"
          + " resolution.",
      DimensionSet.SERVICE),
  SERVER_FAULTS(
      "ServerFaults",
      Unit.COUNT,
      Source.AGENT,
      "Ends of a game server that were none of an orderly stop: it crashed, or was not ready in"
          + " time. Its instance counts them, not the server.",
      DimensionSet.SERVICE,
      DimensionSet.SERVICE_AND_RELEASE),
  SLOW_QUERIES(
      "SlowQueries",
      Unit.COUNT,
      Source.LOG,
      "Statements that took the database longer than its long_query_time.",
      DimensionSet.NONE),
  AOT_CACHE_MISSED(
      "AotCacheMissed",
      Unit.COUNT,
      Source.SERVER,
      "Starts of a game server without its ahead-of-time cache, which take longer.",
      DimensionSet.SERVICE),
  NEW_PLAYER_REGISTRATIONS(
      "NewPlayerRegistrations",
      Unit.COUNT,
      Source.COLLECTOR,
      "Players whose first session ever began in that minute.",
      DimensionSet.SERVICE),
  AVERAGE_SESSION_DURATION(
      "AverageSessionDuration",
      Unit.SECONDS,
      Source.COLLECTOR,
      "Length of the sessions that ended in that minute; the average counts each session once.",
      DimensionSet.SERVICE),
  PLAYER_CHURN_RATE(
      "PlayerChurnRate",
      Unit.PERCENT,
      Source.COLLECTOR,
      "Once a day: of the players of the seven days before the last seven, the share that did not"
          + " play in the last seven.",
      DimensionSet.SERVICE),
  TRANSACTION_VOLUME(
      "TransactionVolume",
      Unit.COUNT,
      Source.COLLECTOR,
      "Purchases that were completed in that minute, with real money or with the game's own; test"
          + " purchases are none.",
      DimensionSet.SERVICE),
  ARPU(
      "ARPU",
      Unit.NONE,
      Source.COLLECTOR,
      "Once a day: what players paid on that day less what was refunded on it, in whole units of the"
          + " currency, for each player who played on it.",
      DimensionSet.SERVICE_AND_CURRENCY),
  UNCERTAIN_POINTS(
      "UncertainPoints",
      Unit.COUNT,
      Source.FUNCTION,
      "Points of the collector's metrics of which nobody knows whether CloudWatch has them; they are"
          + " not sent again.",
      DimensionSet.SERVICE),
  EVENTS_ACCEPTED(
      "EventsAccepted",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of players that were taken into the queue; a repeated one counts again.",
      DimensionSet.SERVICE),
  EVENTS_REJECTED(
      "EventsRejected",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of players that broke a rule, while others of their request may have been accepted.",
      DimensionSet.SERVICE),
  SESSION_EVENT_GAPS(
      "SessionEventGaps",
      Unit.COUNT,
      Source.FUNCTION,
      "Gaps in what game servers reported of sessions: entries left the stream before they were"
          + " read.",
      DimensionSet.SERVICE),
  EVENT_QUEUE_FULL(
      "EventQueueFull",
      Unit.PERCENT,
      Source.FUNCTION,
      "100 for each look at the events' queue that found it full, 0 for each that did not; the"
          + " average is the ratio.",
      DimensionSet.SERVICE),
  EVENT_PROCESSING_LATENCY(
      "EventProcessingLatency",
      Unit.MILLISECONDS,
      Source.FUNCTION,
      "From the moment at which a message's events were accepted to that at which their listeners"
          + " had them; those that a game server reported, from the moment at which they were"
          + " queued.",
      DimensionSet.SERVICE),
  EVENTS_HANDLED(
      "EventsHandled",
      Unit.COUNT,
      Source.FUNCTION,
      "Events that each of their listeners handled, at this attempt.",
      DimensionSet.SERVICE),
  EVENTS_FAILED(
      "EventsFailed",
      Unit.COUNT,
      Source.FUNCTION,
      "Events that a listener failed for, at this attempt; it is called with them again.",
      DimensionSet.SERVICE),
  EVENTS_GIVEN_UP(
      "EventsGivenUp",
      Unit.COUNT,
      Source.FUNCTION,
      "Events that a listener failed for too often, and that wait among the dead letters.",
      DimensionSet.SERVICE),
  OLDEST_UNFINISHED_ERASURE(
      "OldestUnfinishedErasure",
      Unit.SECONDS,
      Source.FUNCTION,
      "Age of the oldest erasure of a player that some part has not confirmed; 0 if there is none.",
      DimensionSet.SERVICE),
  LISTENER_TIME(
      "ListenerTime",
      Unit.MILLISECONDS,
      Source.FUNCTION,
      "What a listener took for an event: the time of a call by the events in it.",
      DimensionSet.SERVICE,
      DimensionSet.SERVICE_AND_LISTENER),
  LISTENER_EVENTS(
      "ListenerEvents",
      Unit.COUNT,
      Source.FUNCTION,
      "Events that a listener was called with.",
      DimensionSet.SERVICE,
      DimensionSet.SERVICE_AND_LISTENER),
  LISTENER_ERRORS(
      "ListenerErrors",
      Unit.COUNT,
      Source.FUNCTION,
      "Events that a listener failed for, or was too slow for.",
      DimensionSet.SERVICE,
      DimensionSet.SERVICE_AND_LISTENER),
  PLAYER_LOGINS(
      "PlayerLogins",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type login that were kept for the first time.",
      DimensionSet.SERVICE),
  PLAYER_LOGOUTS(
      "PlayerLogouts",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type logout that were kept for the first time.",
      DimensionSet.SERVICE),
  LEVEL_UPS(
      "LevelUps",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type level_up that were kept for the first time.",
      DimensionSet.SERVICE),
  ACTIVITY_STARTS(
      "ActivityStarts",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type activity_start that were kept for the first time.",
      DimensionSet.SERVICE),
  ACTIVITY_ENDS(
      "ActivityEnds",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type activity_end that were kept for the first time.",
      DimensionSet.SERVICE),
  ITEM_ACQUISITIONS(
      "ItemAcquisitions",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type item_acquire that were kept for the first time.",
      DimensionSet.SERVICE),
  MATCHES(
      "Matches",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type match that were kept for the first time.",
      DimensionSet.SERVICE),
  CHAT_REPORTS(
      "ChatReports",
      Unit.COUNT,
      Source.FUNCTION,
      "Events of type chat_report that were kept for the first time.",
      DimensionSet.SERVICE);

  /** CloudWatch's unit names, as far as we use them. */
  public enum Unit {
    COUNT("Count"),
    COUNT_PER_SECOND("Count/Second"),
    MILLISECONDS("Milliseconds"),
    SECONDS("Seconds"),
    PERCENT("Percent"),
    NONE("None");

    private final String unitName;

    Unit(String unitName) {
      this.unitName = unitName;
    }

    /** Returns the name as CloudWatch spells it. */
    public String unitName() {
      return unitName;
    }
  }

  /** Who emits a metric. */
  public enum Source {
    /** A function, in its log (embedded metric format), when it happens. */
    FUNCTION,
    /** A game server, through its instance's agent (embedded metric format). */
    SERVER,
    /** An instance of the fleet or its agent, about the server or the machine. */
    AGENT,
    /** The function {@code player-metrics}, from players' events, with {@code PutMetricData}. */
    COLLECTOR,
    /** A metric filter, which counts lines of a log group. */
    LOG
  }

  /** What CloudWatch tells a metric's series apart by, and why there are few of them. */
  public enum Dimension {
    SERVICE(
        GameMetric.SERVICE,
        "the function's name, or the game server's: as many as the contract has functions, and one"),
    RELEASE(
        GameMetric.RELEASE,
        "the release's content hash: as many as are deployed; CloudWatch forgets a series 15 months"
            + " after its last point, and bills only the hours with points"),
    LISTENER(
        GameMetric.LISTENER, "the listeners of players' events: as many as listeners.yaml has"),
    CURRENCY(
        GameMetric.CURRENCY,
        "ISO 4217 currencies that players paid in: the day's " + MOST_CURRENCIES + " most used");

    private final String dimensionName;
    private final String bound;

    Dimension(String dimensionName, String bound) {
      this.dimensionName = dimensionName;
      this.bound = bound;
    }

    /** Returns the name in CloudWatch. */
    public String dimensionName() {
      return dimensionName;
    }

    /** Returns what bounds the number of its values, in words. */
    public String bound() {
      return bound;
    }
  }

  /** The dimensions of one series of a metric. */
  public enum DimensionSet {
    NONE(),
    SERVICE(Dimension.SERVICE),
    SERVICE_AND_RELEASE(Dimension.SERVICE, Dimension.RELEASE),
    SERVICE_AND_LISTENER(Dimension.SERVICE, Dimension.LISTENER),
    SERVICE_AND_CURRENCY(Dimension.SERVICE, Dimension.CURRENCY);

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
    private final List<Dimension> dimensions;

    DimensionSet(Dimension... dimensions) {
      this.dimensions = List.of(dimensions);
    }

    public List<Dimension> dimensions() {
      return dimensions;
    }
  }

  /**
   * The dimension of every metric that is not counted in a log; its value is the function's name,
   * or the game server's.
   */
  public static final String SERVICE = "Service";

  /**
   * The second dimension of what tells one release of the game server from another: {@link
   * #SERVER_FAULTS} and {@link #AVERAGE_LATENCY}, which are sent with and without it.
   */
  public static final String RELEASE = "Release";

  /** The second dimension of what a listener of players' events did; its value is its name. */
  public static final String LISTENER = "Listener";

  /** The second dimension of amounts of money; its value is an ISO 4217 code. */
  public static final String CURRENCY = "Currency";

  /** How many currencies of a day are reported. */
  public static final int MOST_CURRENCIES = 16;

  private final String metricName;
  private final Unit unit;
  private final Source source;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<DimensionSet> dimensionSets;

  GameMetric(
      String metricName, Unit unit, Source source, String meaning, DimensionSet... dimensionSets) {
    this.metricName = metricName;
    this.unit = unit;
    this.source = source;
    this.meaning = meaning;
    this.dimensionSets = List.of(dimensionSets);
  }

  public String metricName() {
    return metricName;
  }

  public Unit unit() {
    return unit;
  }

  public Source source() {
    return source;
  }

  /** Returns in a sentence what one value says. */
  public String meaning() {
    return meaning;
  }

  /** Returns the dimensions with which each value is sent; a series of its own for each set. */
  public List<DimensionSet> dimensionSets() {
    return dimensionSets;
  }
}
