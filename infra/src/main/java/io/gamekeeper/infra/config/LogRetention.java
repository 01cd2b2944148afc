package io.gamekeeper.infra.config;

import java.util.Arrays;
import java.util.List;
import software.amazon.awscdk.services.logs.RetentionDays;

/** How long CloudWatch Logs keeps what is written; it knows these periods only. */
public enum LogRetention {
  ONE_WEEK(7, RetentionDays.ONE_WEEK),
  TWO_WEEKS(14, RetentionDays.TWO_WEEKS),
  ONE_MONTH(30, RetentionDays.ONE_MONTH),
  TWO_MONTHS(60, RetentionDays.TWO_MONTHS),
  THREE_MONTHS(90, RetentionDays.THREE_MONTHS),
  SIX_MONTHS(180, RetentionDays.SIX_MONTHS),
  ONE_YEAR(365, RetentionDays.ONE_YEAR),
  TWO_YEARS(731, RetentionDays.TWO_YEARS),
  TEN_YEARS(3653, RetentionDays.TEN_YEARS);

  private final int days;
  private final RetentionDays retention;

  LogRetention(int days, RetentionDays retention) {
    this.days = days;
    this.retention = retention;
  }

  static LogRetention ofDays(int days) {
    return Arrays.stream(values()).filter(r -> r.days == days).findAny().orElseThrow();
  }

  static List<Integer> allowedDays() {
    return Arrays.stream(values()).map(r -> r.days).toList();
  }

  /** Returns the same period in CDK's terms. */
  public RetentionDays retention() {
    return retention;
  }
}
