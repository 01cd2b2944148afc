package io.gamekeeper.local.aws.logs.insights;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stats} calculates of several rows. Rows without the field do not count.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html">stats</a>
 */
enum Aggregate {
  COUNT,
  COUNT_DISTINCT,
  SUM,
  AVG,
  MIN,
  MAX,
  PCT,
  EARLIEST,
  LATEST;

  static Optional<Aggregate> named(String name) {
    return Stream.of(values())
        .filter(aggregate -> aggregate.name().toLowerCase(Locale.ROOT).equals(name))
        .findAny();
  }

  /** Whether it looks at the lines' times. */
  boolean needsTimes() {
    return this == EARLIEST || this == LATEST;
  }

  /**
   * Returns the result; null if no row has the field.
   *
   * @param rows newest first, as long as they are lines
   * @param percent of {@link #PCT}
   */
  @Nullable Object of(List<Row> rows, Expression field, double percent) {
    List<Object> values =
        rows.stream().map(field::in).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    return switch (this) {
      case COUNT -> (double) values.size();
      case COUNT_DISTINCT ->
          (double) new HashSet<>(values.stream().map(Values::text).toList()).size();
      case SUM -> numbers(values).sum();
      case AVG -> orNull(numbers(values).average().stream());
      case MIN -> values.stream().min(Values.ORDER).orElse(null);
      case MAX -> values.stream().max(Values.ORDER).orElse(null);
      case PCT -> orNull(percentile(numbers(values).sorted().toArray(), percent));
      case EARLIEST -> byTime(rows, field).min(TIME).map(field::in).orElse(null);
      case LATEST -> byTime(rows, field).max(TIME).map(field::in).orElse(null);
    };
  }

  private static final Comparator<Row> TIME = Comparator.comparing(row -> row.line().at());

  private static Stream<Row> byTime(List<Row> rows, Expression field) {
    return rows.stream().filter(row -> field.in(row) != null);
  }

  private static DoubleStream numbers(List<Object> values) {
    return values.stream().map(Values::number).flatMapToDouble(number -> number.stream());
  }

  /** The value that so many percent of the values do not exceed. */
  private static DoubleStream percentile(double[] sorted, double percent) {
    if (sorted.length == 0) {
      return DoubleStream.empty();
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return DoubleStream.of(sorted[Math.max(rank, 1) - 1]);
  }

  private static @Nullable Object orNull(DoubleStream value) {
    return value.boxed().findFirst().map(Object.class::cast).orElse(null);
  }
}
