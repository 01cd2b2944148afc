package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.QueryText.RefusedException;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.DecimalLiteral;
import io.trino.sql.tree.DoubleLiteral;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.StringLiteral;
import java.math.BigDecimal;

/**
 * The value of a question mark. Athena takes literals of SQL, so a text comes in quotes; what they
 * hold never becomes a part of the query.
 *
 * @param value a text, number or truth value
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html">Use
 *     parameterized queries</a>
 */
record Literal(Object value) {
  private static final SqlParser PARSER = new SqlParser();

  /**
   * Reads a literal.
   *
   * @throws RefusedException if it is anything else
   */
  static Literal parse(String text) throws RefusedException {
    Expression expression;
    try {
      expression = PARSER.createExpression(text);
    } catch (ParsingException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    return new Literal(
        switch (expression) {
          case StringLiteral literal -> literal.getValue();
          case LongLiteral literal -> literal.getParsedValue();
          case DoubleLiteral literal -> literal.getValue();
          case DecimalLiteral literal -> new BigDecimal(literal.getValue());
          case BooleanLiteral literal -> literal.getValue();
          default ->
              throw new RefusedException(
                  "The stage takes texts in quotes, numbers, true and false as execution"
                      + " parameters, not "
                      + text);
        });
  }
}
