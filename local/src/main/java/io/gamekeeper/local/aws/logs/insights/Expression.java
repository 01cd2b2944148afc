package io.gamekeeper.local.aws.logs.insights;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a query that has a value in each row.
 *
 * @param condition whether its value is truth
 * @param text as it stands in the query: the name of a column without another one
 */
record Expression(boolean condition, String text, Function<Row, @Nullable Object> evaluation) {
  @Nullable Object in(Row row) {
    return evaluation.apply(row);
  }

  boolean holdsIn(Row row) {
    return Values.isTrue(evaluation.apply(row));
  }
}
