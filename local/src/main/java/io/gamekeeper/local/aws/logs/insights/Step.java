package io.gamekeeper.local.aws.logs.insights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A command of a query, which turns rows into others. */
sealed interface Step {
  List<Row> apply(List<Row> rows);

  /** An expression with the name of its column. */
  record Named(String name, Expression expression) {}

  /** {@code filter}. */
  record Filter(Expression condition) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      return rows.stream().filter(condition::holdsIn).toList();
    }
  }

  /** What {@code fields} calculates. */
  record Fields(List<Named> columns) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      for (Row row : rows) {
        columns.forEach(column -> row.set(column.name(), column.expression().in(row)));
      }
      return rows;
    }
  }

  /**
   * {@code parse}.
   *
   * @param names the groups' fields, by their order
   */
  record Parse(Expression source, Pattern pattern, List<String> names) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      for (Row row : rows) {
        @Nullable Object value = source.in(row);
        if (value != null) {
          Matcher matcher = pattern.matcher(Values.text(value));
          if (matcher.find()) {
            for (int i = 0; i < names.size(); i++) {
              row.set(names.get(i), matcher.group(i + 1));
            }
          }
        }
      }
      return rows;
    }
  }

  /**
   * A result of {@code stats}.
   *
   * @param percent of a percentile
   */
  record Result(String name, Aggregate aggregate, Expression field, double percent) {}

  /** {@code stats}: one row for each group, in the order in which the groups were met. */
  record Stats(List<Result> results, List<Named> by) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      Map<Key, List<Row>> groups = new LinkedHashMap<>();
      for (Row row : rows) {
        groups.computeIfAbsent(key(row), _ -> new ArrayList<>()).add(row);
      }
      if (groups.isEmpty() && by.isEmpty()) {
        groups.put(new Key(new ArrayList<>()), List.of());
      }
      List<Row> result = new ArrayList<>();
      for (Map.Entry<Key, List<Row>> group : groups.entrySet()) {
        result.add(row(group.getKey().values(), group.getValue()));
      }
      return result;
    }

    private Key key(Row row) {
      List<@Nullable Object> values = new ArrayList<>();
      by.forEach(column -> values.add(column.expression().in(row)));
      return new Key(values);
    }

    /** What the rows of a group have in common. */
    private record Key(List<@Nullable Object> values) {}

    private Row row(List<@Nullable Object> key, List<Row> members) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = 0; i < by.size(); i++) {
        values.put(by.get(i).name(), key.get(i));
      }
      for (Result result : results) {
        values.put(result.name(), result.aggregate().of(members, result.field(), result.percent()));
      }
      return Row.of(values);
    }
  }

  /**
   * {@code sort}: by the first key, then by the next.
   *
   * @param descending for each key
   */
  record Sort(List<Expression> keys, List<Boolean> descending) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      Comparator<Row> order = (_, _) -> 0;
      for (int i = 0; i < keys.size(); i++) {
        Expression key = keys.get(i);
        Comparator<Row> next = (a, b) -> Values.ORDER.compare(key.in(a), key.in(b));
        order = order.thenComparing(descending.get(i) ? next.reversed() : next);
      }
      return rows.stream().sorted(order).toList();
    }
  }

  /** {@code limit}. */
  record Limit(int most) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      return rows.subList(0, Math.min(most, rows.size()));
    }
  }

  /** {@code dedup}: the first row of each combination; rows without one of the fields all stay. */
  record Dedup(List<Expression> fields) implements Step {
    @Override
    public List<Row> apply(List<Row> rows) {
      Set<List<String>> seen = new HashSet<>();
      return rows.stream().filter(row -> isNew(row, seen)).toList();
    }

    private boolean isNew(Row row, Set<List<String>> seen) {
      List<String> key = new ArrayList<>();
      for (Expression field : fields) {
        @Nullable Object value = field.in(row);
        if (value == null) {
          return true;
        }
        key.add(Values.text(value));
      }
      return seen.add(key);
    }
  }
}
