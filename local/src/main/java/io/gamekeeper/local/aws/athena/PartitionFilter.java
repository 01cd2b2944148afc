package io.gamekeeper.local.aws.athena;

import io.trino.sql.tree.BetweenPredicate;
import io.trino.sql.tree.ComparisonExpression;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.InListExpression;
import io.trino.sql.tree.InPredicate;
import io.trino.sql.tree.LogicalExpression;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A condition on a column that every row of a result fulfils, and that one can decide by the column
 * alone: where it is about a partition, whole partitions need not be read. The query itself applies
 * it to the rows again, so leaving one out costs something and changes nothing.
 *
 * @param qualifier name of the table that the column is of, if the query says it
 * @param condition on the column's value, with the values of the query's parameters
 */
record PartitionFilter(Optional<String> qualifier, String column, Condition condition) {

  /** Decides by the values of the query's parameters. */
  @FunctionalInterface
  interface Condition {
    Predicate<String> with(List<Literal> parameters);
  }

  /** Returns the filters in a condition: those of its parts that all have to hold. */
  static List<PartitionFilter> in(Expression where) {
    List<PartitionFilter> filters = new ArrayList<>();
    collect(where, filters);
    return filters;
  }

  private static void collect(Expression where, List<PartitionFilter> filters) {
    switch (where) {
      case LogicalExpression all when all.getOperator() == LogicalExpression.Operator.AND ->
          all.getTerms().forEach(term -> collect(term, filters));
      case ComparisonExpression comparison -> {
        compared(comparison.getLeft(), comparison.getOperator(), comparison.getRight(), filters);
        compared(
            comparison.getRight(), comparison.getOperator().flip(), comparison.getLeft(), filters);
      }
      case BetweenPredicate between -> {
        compared(
            between.getValue(),
            ComparisonExpression.Operator.GREATER_THAN_OR_EQUAL,
            between.getMin(),
            filters);
        compared(
            between.getValue(),
            ComparisonExpression.Operator.LESS_THAN_OR_EQUAL,
            between.getMax(),
            filters);
      }
      case InPredicate in -> {
        if (in.getValueList() instanceof InListExpression list) {
          among(in.getValue(), list.getValues(), filters);
        }
      }
      default -> {} // says nothing that can be decided by a column alone
    }
  }

  private static void compared(
      Expression column,
      ComparisonExpression.Operator operator,
      Expression value,
      List<PartitionFilter> filters) {
    if (!isConstant(value)) {
      return;
    }
    add(
        column,
        parameters ->
            each ->
                text(value, parameters)
                    .map(bound -> holds(each.compareTo(bound), operator))
                    .orElse(true),
        filters);
  }

  private static boolean holds(int order, ComparisonExpression.Operator operator) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS_THAN -> order < 0;
      case LESS_THAN_OR_EQUAL -> order <= 0;
      case GREATER_THAN -> order > 0;
      case GREATER_THAN_OR_EQUAL -> order >= 0;
      case IS_DISTINCT_FROM -> true; // not decided here
    };
  }

  private static void among(
      Expression column, List<Expression> values, List<PartitionFilter> filters) {
    if (!values.stream().allMatch(PartitionFilter::isConstant)) {
      return;
    }
    add(
        column,
        parameters ->
            each ->
                values.stream()
                    .anyMatch(value -> text(value, parameters).map(each::equals).orElse(true)),
        filters);
  }

  private static void add(Expression column, Condition condition, List<PartitionFilter> filters) {
    switch (column) {
      case Identifier name ->
          filters.add(new PartitionFilter(Optional.empty(), lower(name), condition));
      case DereferenceExpression qualified
          when qualified.getBase() instanceof Identifier table
              && qualified.getField().isPresent() ->
          filters.add(
              new PartitionFilter(
                  Optional.of(lower(table)), lower(qualified.getField().get()), condition));
      default -> {} // computed of a column
    }
  }

  private static String lower(Identifier name) {
    return name.getValue().toLowerCase(Locale.ROOT);
  }

  private static boolean isConstant(Expression value) {
    return value instanceof StringLiteral || value instanceof Parameter;
  }

  /** Returns the text that a value is; empty if it is of another type. */
  private static Optional<String> text(Expression value, List<Literal> parameters) {
    return switch (value) {
      case StringLiteral literal -> Optional.of(literal.getValue());
      case Parameter parameter ->
          parameters.get(parameter.getId()).value() instanceof String text
              ? Optional.of(text)
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
