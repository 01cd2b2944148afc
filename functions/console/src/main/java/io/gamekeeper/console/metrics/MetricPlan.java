package io.gamekeeper.console.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * How queries are read for a range: the same queries, in longer periods where the range would have
 * too many points or CloudWatch no longer has the short ones, from the start of a period to the end
 * of one.
 *
 * @param periodSeconds the shortest period among them
 * @param coarser whether a period is longer than asked
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData,
 *     on the periods by the age of the start</a>
 */
public record MetricPlan(
    List<MetricDataQuery> queries, Instant from, Instant to, int periodSeconds, boolean coarser) {
  /** As many as a wide screen can show. */
  private static final int MOST_POINTS = 1_440;

  /**
   * Of all series of an answer. A load balancer takes at most 1 MB from a function, and a point has
   * about 30 characters.
   */
  static final int MOST_POINTS_OF_ALL = 30_000;

  private static final int FEWEST_POINTS = 60;

  /** The series that a search counts for; it can find more. */
  private static final int SERIES_OF_SEARCH = 20;

  private static final int MINUTE = 60;
  private static final int DAY = 86_400;

  /** The periods to lengthen to, in seconds; then whole days. */
  private static final List<Integer> STEPS =
      List.of(1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 10_800, 21_600, 43_200, DAY);

  private static final Pattern SEARCH_PERIOD =
      Pattern.compile("(SEARCH\\(\\s*'[^']*+'\\s*+,\\s*+'[^']*+'\\s*+,\\s*+)(\\d{1,7})(\\s*+\\))");

  public MetricPlan {
    queries = List.copyOf(queries);
  }

  /** Plans queries for a range. */
  public static MetricPlan of(List<MetricDataQuery> asked, TimeRange range, Instant now) {
    int series = 0;
    for (MetricDataQuery query : asked) {
      if (!Boolean.FALSE.equals(query.returnData())) {
        series += isSearch(query) ? SERIES_OF_SEARCH : 1;
      }
    }
    int points = Math.clamp(MOST_POINTS_OF_ALL / Math.max(1, series), FEWEST_POINTS, MOST_POINTS);
    int kept = kept(Duration.between(range.from(), now));
    int least = Math.max(kept, step(Math.ceilDiv(range.length().toSeconds(), points)));
    List<MetricDataQuery> queries = new ArrayList<>();
    Periods periods = new Periods(least, kept);
    asked.forEach(query -> queries.add(periods.lengthen(query)));
    long shortest =
        periods.shortest == Integer.MAX_VALUE ? Math.max(MINUTE, least) : periods.shortest;
    long longest = Math.max(shortest, periods.longest);
    return new MetricPlan(
        queries,
        Instant.ofEpochSecond(Math.floorDiv(range.from().getEpochSecond(), longest) * longest),
        Instant.ofEpochSecond(Math.ceilDiv(range.to().getEpochSecond(), shortest) * shortest),
        Math.toIntExact(shortest),
        periods.coarser);
  }

  private static boolean isSearch(MetricDataQuery query) {
    String expression = query.expression();
    return expression != null && expression.toUpperCase(Locale.ROOT).contains("SEARCH(");
  }

  /** Returns the unit of which CloudWatch keeps periods, by the age of the oldest point. */
  private static int kept(Duration age) {
    if (age.compareTo(Duration.ofDays(63)) > 0) {
      return 3600;
    }
    if (age.compareTo(Duration.ofDays(15)) > 0) {
      return 300;
    }
    return age.compareTo(Duration.ofHours(3)) > 0 ? MINUTE : 1;
  }

  private static int step(long seconds) {
    for (int step : STEPS) {
      if (step >= seconds) {
        return step;
      }
    }
    return Math.toIntExact(Math.ceilDiv(seconds, DAY) * DAY);
  }

  /** Lengthens periods, and notes which there are. */
  private static final class Periods {
    private final int least;
    private final int kept;
    private int shortest = Integer.MAX_VALUE;
    private int longest;
    private boolean coarser;

    /**
     * Creates it.
     *
     * @param kept the unit of all periods
     */
    Periods(int least, int kept) {
      this.least = least;
      this.kept = kept;
    }

    MetricDataQuery lengthen(MetricDataQuery query) {
      MetricDataQuery.Builder builder = query.toBuilder();
      if (query.metricStat() != null) {
        int own = query.metricStat().period();
        builder.metricStat(query.metricStat().toBuilder().period(longer(own)).build());
      }
      if (query.expression() != null) {
        builder.expression(searching(query.expression()));
      }
      if (query.period() != null) {
        builder.period(longer(query.period()));
      }
      return builder.build();
    }

    private String searching(String expression) {
      Matcher matcher = SEARCH_PERIOD.matcher(expression);
      return matcher.replaceAll(
          found ->
              Matcher.quoteReplacement(
                  found.group(1)
                      + longer(Math.max(1, Integer.parseInt(found.group(2))))
                      + found.group(3)));
    }

    private int longer(int own) {
      int period = Math.ceilDiv(Math.max(own, least), kept) * kept;
      coarser |= period > own;
      shortest = Math.min(shortest, period);
      longest = Math.max(longest, period);
      return period;
    }
  }
}
