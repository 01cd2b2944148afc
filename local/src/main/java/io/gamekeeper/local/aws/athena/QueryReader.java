package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.QueryText.Spot;
import io.gamekeeper.local.aws.athena.QueryText.TableReference;
import io.gamekeeper.local.client.NotSimulatedException;
import io.trino.sql.tree.AliasedRelation;
import io.trino.sql.tree.CurrentDate;
import io.trino.sql.tree.CurrentTime;
import io.trino.sql.tree.CurrentTimestamp;
import io.trino.sql.tree.DataType;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Join;
import io.trino.sql.tree.LocalTime;
import io.trino.sql.tree.LocalTimestamp;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.NodeLocation;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.Relation;
import io.trino.sql.tree.SingleColumn;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.TableFunctionInvocation;
import io.trino.sql.tree.With;
import io.trino.sql.tree.WithQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads what a query names, where, and what it needs of the engine. */
final class QueryReader {
  /** Functions that mean the same in Athena and in the stage's engine, whatever they are given. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "abs",
          "arbitrary",
          "avg",
          "bool_and",
          "bool_or",
          "ceil",
          "ceiling",
          "count",
          "count_if",
          "date_trunc",
          "day",
          "dense_rank",
          "exp",
          "first_value",
          "floor",
          "hour",
          "lag",
          "last_value",
          "lead",
          "length",
          "ln",
          "lower",
          "max",
          "min",
          "minute",
          "month",
          "ntile",
          "power",
          "rank",
          "replace",
          "round",
          "row_number",
          "second",
          "sign",
          "sqrt",
          "stddev",
          "strpos",
          "substr",
          "sum",
          "upper",
          "variance",
          "year");

  private final LineStarts lines;
  private final List<TableReference> references = new ArrayList<>();
  private final List<Spot> names = new ArrayList<>();

  /** The filters of the condition beside a table. */
  private final IdentityHashMap<Table, List<PartitionFilter>> filters = new IdentityHashMap<>();

  private int parameters;

  QueryReader(String text) {
    this.lines = LineStarts.of(text);
  }

  List<TableReference> references() {
    return List.copyOf(references);
  }

  List<Spot> names() {
    return List.copyOf(names);
  }

  int parameters() {
    return parameters;
  }

  void read(Query query) {
    read(query, Set.of());
  }

  private void read(Node node, Set<String> defined) {
    switch (node) {
      case Query query -> query(query, defined);
      case QuerySpecification specification -> {
        specification
            .getFrom()
            .ifPresent(
                from ->
                    specification
                        .getWhere()
                        .ifPresent(
                            where -> filter(from, Optional.empty(), PartitionFilter.in(where))));
        children(specification, defined);
      }
      case Table table -> table(table, defined);
      case AliasedRelation aliased -> {
        name(aliased.getAlias());
        if (aliased.getColumnNames() != null) {
          aliased.getColumnNames().forEach(this::name);
        }
        read(aliased.getRelation(), defined);
      }
      case SingleColumn column -> {
        column.getAlias().ifPresent(this::name);
        read(column.getExpression(), defined);
      }
      case DereferenceExpression qualified -> {
        read(qualified.getBase(), defined);
        qualified.getField().ifPresent(this::name);
      }
      case Identifier name -> name(name);
      case FunctionCall call -> {
        String function = call.getName().toString().toLowerCase(Locale.ROOT);
        if (!FUNCTIONS.contains(function)) {
          throw new NotSimulatedException("athena: the function " + function);
        }
        children(call, defined);
      }
      case Parameter _ -> parameters++;
      case CurrentDate _ -> throw now();
      case CurrentTime _ -> throw now();
      case CurrentTimestamp _ -> throw now();
      case LocalTime _ -> throw now();
      case LocalTimestamp _ -> throw now();
      case TableFunctionInvocation _ ->
          throw new NotSimulatedException("athena: functions that return tables");
      case DataType _ -> {} // its names are of types
      default -> children(node, defined);
    }
  }

  private static NotSimulatedException now() {
    return new NotSimulatedException("athena: the current time; give it as a parameter");
  }

  private void children(Node node, Set<String> defined) {
    node.getChildren().forEach(child -> read(child, defined));
  }

  /** Reads a query with what it defines: each definition knows those before it. */
  private void query(Query query, Set<String> defined) {
    Set<String> known = new HashSet<>(defined);
    if (!query.getFunctions().isEmpty()) {
      throw new NotSimulatedException("athena: functions of the query's own");
    }
    Optional<With> with = query.getWith();
    if (with.isPresent()) {
      for (WithQuery each : with.get().getQueries()) {
        String name = lower(each.getName());
        if (with.get().isRecursive()) {
          known.add(name);
        }
        name(each.getName());
        each.getColumnNames().ifPresent(columns -> columns.forEach(this::name));
        read(each.getQuery(), Set.copyOf(known));
        known.add(name);
      }
    }
    for (Node child : query.getChildren()) {
      if (!(child instanceof With)) {
        read(child, known);
      }
    }
  }

  /** Notes for each table of a relation what the condition beside it says of it. */
  private void filter(Relation from, Optional<String> alias, List<PartitionFilter> found) {
    switch (from) {
      case Table table -> {
        String name = alias.orElse(table.getName().getSuffix().toLowerCase(Locale.ROOT));
        filters.put(
            table,
            found.stream()
                .filter(each -> each.qualifier().map(name::equals).orElse(true))
                .toList());
      }
      case AliasedRelation aliased ->
          filter(aliased.getRelation(), Optional.of(lower(aliased.getAlias())), found);
      case Join join -> {
        filter(join.getLeft(), Optional.empty(), found);
        filter(join.getRight(), Optional.empty(), found);
      }
      default -> {} // has conditions of its own
    }
  }

  private void table(Table table, Set<String> defined) {
    List<Identifier> parts = table.getName().getOriginalParts();
    List<String> lowered = parts.stream().map(QueryReader::lower).toList();
    if (lowered.size() == 1 && defined.contains(lowered.getFirst())) {
      name(parts.getFirst());
      return;
    }
    Spot first = spot(parts.getFirst());
    Spot last = spot(parts.getLast());
    NodeLocation location = table.getLocation().orElseThrow();
    references.add(
        new TableReference(
            lowered,
            new Spot(first.start(), last.end(), String.join(".", lowered)),
            location.getLineNumber(),
            location.getColumnNumber(),
            filters.getOrDefault(table, List.of())));
  }

  private void name(Identifier name) {
    names.add(spot(name));
  }

  private Spot spot(Identifier name) {
    NodeLocation location = name.getLocation().orElseThrow();
    int start = lines.offset(location.getLineNumber(), location.getColumnNumber());
    int length =
        name.isDelimited()
            ? name.getValue().replace("\"", "\"\"").length() + 2
            : name.getValue().length();
    return new Spot(start, start + length, lower(name));
  }

  private static String lower(Identifier name) {
    return name.getValue().toLowerCase(Locale.ROOT);
  }

  /** Where the lines of a text begin. */
  private record LineStarts(List<Integer> starts) {

    static LineStarts of(String text) {
      List<Integer> starts = new ArrayList<>();
      starts.add(0);
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '\n') {
          starts.add(i + 1);
        }
      }
      return new LineStarts(starts);
    }

    int offset(int line, int column) {
      return starts.get(line - 1) + column - 1;
    }
  }
}
