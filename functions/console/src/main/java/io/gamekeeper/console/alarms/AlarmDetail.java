package io.gamekeeper.console.alarms;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alarm with what it watches. A composite alarm watches other alarms, by a rule; an alarm on a
 * band that CloudWatch learns has no threshold.
 *
 * @param summary as in a list; its members stand beside the others in JSON
 * @param comparison {@code >}, {@code >=}, {@code <}, {@code <=}, or {@code outside} of a band
 * @param missingData what a period without data counts as, in CloudWatch's word
 * @param rule of a composite alarm
 * @param alarms the names of the alarms in the rule
 */
public record AlarmDetail(
    @JsonUnwrapped AlarmSummary summary,
    List<Watched> watches,
    @Nullable String comparison,
    @Nullable Double threshold,
    @Nullable Integer periodSeconds,
    @Nullable Integer evaluationPeriods,
    @Nullable Integer datapointsToAlarm,
    @Nullable String missingData,
    @Nullable String rule,
    List<String> alarms) {
  public AlarmDetail {
    watches = List.copyOf(watches);
    alarms = List.copyOf(alarms);
  }

  /**
   * A metric, or an expression over others; the members of the other kind are null.
   *
   * @param returnData whether this is what the alarm compares, and not only part of it
   */
  public record Watched(
      String id,
      String label,
      @Nullable String namespace,
      @Nullable String metric,
      Map<String, String> dimensions,
      @Nullable String statistic,
      @Nullable Integer periodSeconds,
      @Nullable String expression,
      boolean returnData) {}
}
