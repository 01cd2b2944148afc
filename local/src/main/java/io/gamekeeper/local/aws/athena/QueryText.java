package io.gamekeeper.local.aws.athena;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Statement;
import java.util.List;
import java.util.Optional;

/**
 * A query as Athena reads it: one statement that only reads.
 *
 * @param text as it was sent
 * @param references to tables, in their order
 * @param parameters how many question marks it has
 */
record QueryText(
    String text, Query query, List<TableReference> references, List<Spot> names, int parameters) {
  private static final SqlParser PARSER = new SqlParser();

  /**
   * A part of the text that is a name.
   *
   * @param start where it begins
   * @param end where it has ended
   * @param name as a database knows it
   */
  record Spot(int start, int end, String name) {}

  /** A text that Athena does not take. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Reads a query.
   *
   * @throws RefusedException if it is none, in the words of the parser
   * @throws io.gamekeeper.local.client.NotSimulatedException if it has what the stage cannot run as
   *     Athena does
   */
  static QueryText parse(String text) throws RefusedException {
    Statement statement;
    try {
      statement = PARSER.createStatement(text);
    } catch (ParsingException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    if (!(statement instanceof Query query)) {
      throw new RefusedException("Queries of this type are not supported");
    }
    QueryReader reader = new QueryReader(text);
    reader.read(query);
    return new QueryText(text, query, reader.references(), reader.names(), reader.parameters());
  }

  /**
   * A table that a query names.
   *
   * @param parts of its name, which may begin with those of a database and a catalogue
   * @param spot where its name is
   * @param line of the name, from 1
   * @param column of the name, from 1
   * @param filters on its partitions
   */
  record TableReference(
      List<String> parts, Spot spot, int line, int column, List<PartitionFilter> filters) {

    /** Returns the database's name, if the query says it. */
    Optional<String> database() {
      return parts.size() > 1 ? Optional.of(parts.get(parts.size() - 2)) : Optional.empty();
    }

    String table() {
      return parts.getLast();
    }
  }
}
