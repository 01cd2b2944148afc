package io.gamekeeper.local.aws.cloudwatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks CloudWatch's metric math for forms that its documents do not have.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">metric
 *     math</a>
 */
final class MetricMath {
  /** A word: ids begin with a lower-case letter, functions and keywords have none. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

  private static final Set<String> FUNCTIONS =
      Set.of(
          ("ABS ANOMALY_DETECTION_BAND AVG CEIL DATAPOINT_COUNT DATE DAY DB_PERF_INSIGHTS DIFF"
                  + " DIFF_TIME EPOCH FILL FIRST FLOOR HOUR IF INSIGHT_RULE_METRIC LAMBDA LAST LOG"
                  + " LOG10 MAX METRICS METRIC_COUNT MIN MINUTE MONTH PERIOD RATE REMOVE_EMPTY"
                  + " RUNNING_SUM SEARCH SERVICE_QUOTA SLICE SORT STDDEV SUM TIME_SERIES YEAR")
              .split(" "));

  /** The functions of one argument: a series, or an array of series. */
  private static final Set<String> AGGREGATES = Set.of("AVG", "MAX", "MIN", "STDDEV", "SUM");

  /** The keywords: operators, and those that FILL takes in place of a number. */
  private static final Set<String> WORDS = Set.of("AND", "OR", "LINEAR", "REPEAT");

  private MetricMath() {}

  /**
   * Returns the first thing that CloudWatch would refuse or not understand.
   *
   * @param ids the ids of the other queries
   * @return the problem, for a message that begins with the expression's place
   */
  static Optional<String> problem(String expression, Set<String> ids) {
    String text = expression.replaceAll("'[^']*'|\"[^\"]*\"", "''");
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      boolean called = text.substring(word.end()).stripLeading().startsWith("(");
      Set<String> known = called ? FUNCTIONS : ids;
      if (!known.contains(word.group()) && (called || !WORDS.contains(word.group()))) {
        return Optional.of(
            "uses "
                + word.group()
                + ", which is not a known "
                + (called ? "function" : "query's id"));
      }
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '[' && c != '(') {
        continue;
      }
      List<String> parts = parts(text, i + 1);
      if (parts.isEmpty()) {
        return Optional.of("has a " + c + ", which is never closed");
      }
      Optional<String> problem =
          c == '['
              ? array(parts, ids)
              : call(text.substring(0, i).replaceFirst("(?s).*?(\\w*)\\s*$", "$1"), parts.size());
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> array(List<String> items, Set<String> ids) {
    for (String item : items) {
      Matcher word = WORD.matcher(item);
      boolean series = word.results().anyMatch(w -> ids.contains(w.group()));
      if (!series) {
        return Optional.of("has " + item.strip() + " in an array, which holds series only");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> call(String function, int arguments) {
    boolean right =
        switch (function) {
          case "FILL" -> arguments == 2;
          case "IF" -> arguments == 2 || arguments == 3;
          default -> !AGGREGATES.contains(function) || arguments == 1;
        };
    return right
        ? Optional.empty()
        : Optional.of("gives " + function + " " + arguments + " arguments");
  }

  /** Returns the parts between commas up to the closing bracket; empty if there is none. */
  private static List<String> parts(String text, int from) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = from;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (depth == 0 && (c == ')' || c == ']')) {
        parts.add(text.substring(start, i));
        return parts;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    return List.of();
  }
}
