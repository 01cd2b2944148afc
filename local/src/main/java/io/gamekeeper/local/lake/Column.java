package io.gamekeeper.local.lake;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A column of a table.
 *
 * @param name in lower case, as Athena has it
 */
public record Column(String name, Type type) {

  /** The types that the stage's engine stores as Firehose does. */
  public enum Type {
    STRING("string", "VARCHAR", "varchar"),
    INT("int", "INTEGER", "integer"),
    BIGINT("bigint", "BIGINT", "bigint"),
    DOUBLE("double", "DOUBLE", "double"),
    BOOLEAN("boolean", "BOOLEAN", "boolean"),
    TIMESTAMP("timestamp", "TIMESTAMP", "timestamp");

    private final String glueName;
    private final String engineName;
    private final String athenaName;

    Type(String glueName, String engineName, String athenaName) {
      this.glueName = glueName;
      this.engineName = engineName;
      this.athenaName = athenaName;
    }

    /** Returns the type that Glue calls so; empty if the stage does not store it. */
    public static Optional<Type> of(String glueName) {
      return Stream.of(values())
          .filter(type -> type.glueName.equals(glueName.toLowerCase(Locale.ROOT)))
          .findAny();
    }

    public String glueName() {
      return glueName;
    }

    /** Returns its name in the engine. */
    public String engineName() {
      return engineName;
    }

    /** Returns its name among the results of a query. */
    public String athenaName() {
      return athenaName;
    }
  }
}
