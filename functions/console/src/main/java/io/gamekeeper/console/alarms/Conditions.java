package io.gamekeeper.console.alarms;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** When alarms go off, in the words of CloudWatch's console. */
final class Conditions {
  /** A part of a rule, for instance {@code ALARM("name")}, whose name may be an ARN. */
  private static final Pattern REFERENCE =
      Pattern.compile("(ALARM|INSUFFICIENT_DATA|OK)\\(\\s*+[\"']?+([^\"'()]++)[\"']?+\\s*+\\)");

  private static final Pattern ARN = Pattern.compile("^arn:[^:]*+:cloudwatch:[^:]*+:[^:]*+:alarm:");

  private Conditions() {}

  /** Returns a sentence such as {@code ErrorRate > 5 for 3 of 5 periods of 60 s}. */
  static String of(MetricAlarm alarm) {
    String watched = watched(alarm);
    String comparison = comparison(alarm);
    if (watched.isEmpty() || comparison == null) {
      return watched.isEmpty() ? "CloudWatch does not say what it watches" : watched;
    }
    List<String> words = new ArrayList<>(List.of(watched, comparison));
    words.add(alarm.threshold() == null ? "its band" : number(alarm.threshold()));
    @Nullable Integer periods = alarm.evaluationPeriods();
    if (periods != null) {
      int points = alarm.datapointsToAlarm() == null ? periods : alarm.datapointsToAlarm();
      words.add("for");
      words.add(points == periods ? Integer.toString(periods) : points + " of " + periods);
      words.add(periods == 1 ? "period" : "periods");
      period(alarm).ifPresent(seconds -> words.add("of " + seconds + " s"));
    }
    return String.join(" ", words);
  }

  /** Returns what the alarm compares: a metric's name, an expression's label or its text. */
  private static String watched(MetricAlarm alarm) {
    if (alarm.metricName() != null) {
      return alarm.metricName();
    }
    return compared(alarm).map(Conditions::label).orElse("");
  }

  private static String label(MetricDataQuery query) {
    if (query.label() != null && !query.label().isBlank()) {
      return query.label();
    }
    return query.metricStat() == null
        ? String.valueOf(query.expression())
        : query.metricStat().metric().metricName();
  }

  /** Returns the query whose result is compared; of a band's two, not the band. */
  private static Optional<MetricDataQuery> compared(MetricAlarm alarm) {
    return alarm.metrics().stream()
        .filter(query -> !Boolean.FALSE.equals(query.returnData()))
        .filter(query -> !query.id().equals(alarm.thresholdMetricId()))
        .findFirst();
  }

  /** Returns the sign of an alarm's comparison; null if it has none. */
  static @Nullable String comparison(MetricAlarm alarm) {
    if (alarm.comparisonOperator() == null) {
      return null;
    }
    return switch (alarm.comparisonOperator()) {
      case GREATER_THAN_THRESHOLD -> ">";
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> ">=";
      case LESS_THAN_THRESHOLD -> "<";
      case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> "<=";
      case LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD -> "outside";
      case LESS_THAN_LOWER_THRESHOLD -> "below";
      case GREATER_THAN_UPPER_THRESHOLD -> "above";
      case UNKNOWN_TO_SDK_VERSION -> alarm.comparisonOperatorAsString();
    };
  }

  /** Returns the period in seconds; of several metrics, the longest. */
  static Optional<Integer> period(MetricAlarm alarm) {
    if (alarm.period() != null) {
      return Optional.of(alarm.period());
    }
    return alarm.metrics().stream()
        .flatMap(
            query ->
                query.metricStat() == null
                    ? Optional.ofNullable(query.period()).stream()
                    : Optional.of(query.metricStat().period()).stream())
        .max(Integer::compare);
  }

  static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%s", value);
  }

  /** Returns a composite alarm's rule with names in place of ARNs, without quotation marks. */
  static String rule(String rule) {
    return REFERENCE
        .matcher(rule)
        .replaceAll(
            found -> Matcher.quoteReplacement(found.group(1) + "(" + name(found.group(2)) + ")"));
  }

  /** Returns the names of the alarms in a rule, each once, in the rule's order. */
  static List<String> alarms(String rule) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    REFERENCE.matcher(rule).results().forEach(found -> names.add(name(found.group(2))));
    return List.copyOf(names);
  }

  private static String name(String reference) {
    return ARN.matcher(reference.strip()).replaceFirst("");
  }
}
