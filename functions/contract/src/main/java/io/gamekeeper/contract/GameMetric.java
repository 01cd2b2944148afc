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
  COLD_START("ColdStart", Unit.COUNT);

  /** CloudWatch's unit names, as far as we use them. */
  public enum Unit {
    COUNT,
    MILLISECONDS,
    PERCENT
  }

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
