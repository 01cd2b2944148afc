package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.math.Grid;
import io.gamekeeper.local.aws.cloudwatch.math.Scope;
import io.gamekeeper.local.aws.cloudwatch.math.Value;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.Statistics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries that belong together, as an alarm or a call of GetMetricData has them. */
final class MetricQueries {
  private final Map<String, MetricQuery> queries = new LinkedHashMap<>();

  /**
   * Queries in their order.
   *
   * @throws IllegalArgumentException if two have one id, or an expression uses itself
   */
  MetricQueries(List<MetricQuery> all) {
    for (MetricQuery query : all) {
      if (queries.putIfAbsent(query.id(), query) != null) {
        throw new IllegalArgumentException("two queries have the id " + query.id());
      }
    }
    all.forEach(query -> checkNoCircle(query, query.id(), 0));
  }

  private void checkNoCircle(MetricQuery query, String begin, int depth) {
    if (!(query instanceof MetricQuery.Formula formula)) {
      return;
    }
    for (String id : formula.expression().ids()) {
      if (id.equals(begin) || depth > queries.size()) {
        throw new IllegalArgumentException("the expression " + begin + " uses itself");
      }
      MetricQuery used = queries.get(id);
      if (used != null) {
        checkNoCircle(used, begin, depth + 1);
      }
    }
  }

  List<MetricQuery> all() {
    return List.copyOf(queries.values());
  }

  /** The metrics that are read. */
  List<MetricQuery.Stat> stats() {
    return queries.values().stream()
        .filter(MetricQuery.Stat.class::isInstance)
        .map(MetricQuery.Stat.class::cast)
        .toList();
  }

  /**
   * Reads and computes one query.
   *
   * @param id of one that results in a single series
   */
  Value.Series evaluate(MetricStore store, Grid grid, String id) {
    Evaluation evaluation = new Evaluation(store, grid);
    return evaluation.result(evaluation.query(id)).getFirst();
  }

  /** Reads and computes; returns what each query results in, by its id. */
  Map<String, List<Value.Series>> evaluate(MetricStore store, Grid grid) {
    return new Evaluation(store, grid).all();
  }

  /** One evaluation: every metric is read once, every expression computed once. */
  private final class Evaluation {
    private final MetricStore store;
    private final Grid grid;
    private final Map<MetricName, List<Statistics>> read = new HashMap<>();
    private final Map<String, List<Value.Series>> results = new HashMap<>();
    private final List<String> metrics = stats().stream().map(MetricQuery::id).toList();

    Evaluation(MetricStore store, Grid grid) {
      this.store = store;
      this.grid = grid;
    }

    Map<String, List<Value.Series>> all() {
      queries.values().forEach(this::result);
      return results;
    }

    List<Value.Series> result(MetricQuery query) {
      List<Value.Series> known = results.get(query.id());
      if (known != null) {
        return known;
      }
      List<Value.Series> found =
          switch (query) {
            case MetricQuery.Stat stat -> List.of(series(stat.metric(), stat.statistic()));
            case MetricQuery.Search own ->
                own.found().stream().map(metric -> series(metric, own.statistic())).toList();
            case MetricQuery.Formula formula -> formula.expression().evaluate(scope(formula));
          };
      results.put(query.id(), found);
      return found;
    }

    private Scope scope(MetricQuery.Formula formula) {
      Map<String, Value> values = new HashMap<>();
      metrics.forEach(id -> values.put(id, value(id)));
      formula.expression().ids().forEach(id -> values.put(id, value(id)));
      return new Scope(grid, values, metrics);
    }

    MetricQuery query(String id) {
      return Optional.ofNullable(queries.get(id))
          .orElseThrow(() -> new IllegalStateException("no query " + id));
    }

    private Value value(String id) {
      List<Value.Series> series = result(query(id));
      return series.size() == 1 ? series.getFirst() : new Value.Array(series);
    }

    private Value.Series series(MetricName name, Statistic statistic) {
      List<Statistics> periods =
          read.computeIfAbsent(
              name,
              metric ->
                  store.read(
                      metric,
                      grid.start(),
                      grid.end(),
                      grid.period(),
                      statistic.percent().isPresent() || ranks(metric)));
      double[] values = new double[grid.size()];
      Arrays.fill(values, Double.NaN);
      for (Statistics period : periods) {
        int index = grid.indexOf(period.start());
        if (index >= 0 && index < values.length) {
          values[index] = statistic.value().applyAsDouble(period);
        }
      }
      return new Value.Series(values);
    }

    private boolean ranks(MetricName metric) {
      return stats().stream()
          .anyMatch(stat -> stat.metric().equals(metric) && stat.statistic().percent().isPresent());
    }
  }
}
