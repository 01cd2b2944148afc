package io.gamekeeper.local.aws.logs.insights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query that has been understood. */
public final class Query {
  private static final Comparator<LogRecord> NEWEST_FIRST =
      Comparator.comparing(LogRecord::at).reversed();

  private final List<Step> steps;
  private final List<String> columns;
  private final boolean ofLines;

  /**
   * A query.
   *
   * @param ofLines whether results are lines, not rows of {@code stats}
   */
  Query(List<Step> steps, List<String> columns, boolean ofLines) {
    this.steps = List.copyOf(steps);
    this.columns = List.copyOf(columns);
    this.ofLines = ofLines;
  }

  /**
   * Reads a query.
   *
   * @throws InsightsException if CloudWatch Logs would refuse it, or the stage does not run it
   */
  public static Query parse(String text) {
    return new QueryParser(text).parse();
  }

  /** The names of the columns of its results, in their order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The results.
   *
   * @param rows texts by column, without the fields that a row does not have; lines have {@code
   *     @ptr} too
   * @param matched lines that passed the filters before anything was put together or left out
   */
  public record Results(List<Map<String, String>> rows, long matched) {}

  /**
   * Runs it.
   *
   * @param most rows, unless it has a limit of its own
   */
  public Results run(List<LogRecord> lines, int most) {
    List<Row> rows = lines.stream().sorted(NEWEST_FIRST).map(Row::of).toList();
    long matched = rows.size();
    boolean onlyLines = true;
    boolean limited = false;
    for (Step step : steps) {
      rows = step.apply(rows);
      onlyLines &=
          switch (step) {
            case Step.Filter _, Step.Fields _, Step.Parse _, Step.Sort _ -> true;
            case Step.Stats _, Step.Limit _, Step.Dedup _ -> false;
          };
      if (onlyLines) {
        matched = rows.size();
      }
      limited |= step instanceof Step.Limit;
    }
    List<Map<String, String>> shown = new ArrayList<>();
    rows.stream().limit(limited ? Long.MAX_VALUE : most).forEach(row -> shown.add(shown(row)));
    return new Results(shown, matched);
  }

  private Map<String, String> shown(Row row) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : columns) {
      @Nullable Object value = row.get(column);
      if (value != null) {
        values.put(column, Values.text(value));
      }
    }
    if (ofLines) {
      values.put(Row.POINTER, row.line().pointer());
    }
    return values;
  }
}
