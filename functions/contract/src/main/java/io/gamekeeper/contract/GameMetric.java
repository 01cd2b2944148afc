package io.gamekeeper.contract;

/**
 * Metrics that functions emit and that alarms and dashboards read; the constant's name never goes
 * into CloudWatch.
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
  /** Age of the oldest purchase that is neither granted nor refused nor taken back completely. */
  OLDEST_PENDING_PURCHASE("OldestPendingPurchase", Unit.SECONDS),
  OLDEST_UNPUBLISHED_EVENT("OldestUnpublishedEvent", Unit.SECONDS),
  LEDGER_VIOLATIONS("LedgerViolations", Unit.COUNT),
  STORE_UNAVAILABLE("StoreUnavailable", Unit.COUNT);

  /** CloudWatch's unit names, as far as we use them. */
  public enum Unit {
    COUNT,
    MILLISECONDS,
    SECONDS,
    PERCENT
  }

  /** The one dimension of every metric; its value is the function's name. */
  public static final String SERVICE = "Service";

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
