package io.gamekeeper.local.lake;

import io.gamekeeper.local.template.AwsEnvironment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The databases and tables of a stage; their names differ in more than case. */
public final class Catalogue {
  /** The catalogue's name in queries. */
  public static final String NAME = "AwsDataCatalog";

  private final Map<String, Database> databases = new ConcurrentHashMap<>();

  /** A database with its tables by name. */
  private record Database(AwsEnvironment environment, Map<String, CatalogueTable> tables) {
    Database(AwsEnvironment environment) {
      this(environment, new ConcurrentHashMap<>());
    }
  }

  /**
   * Adds a database.
   *
   * @param environment where it is
   * @return false if there is one of that name
   */
  public boolean addDatabase(String name, AwsEnvironment environment) {
    return databases.putIfAbsent(key(name), new Database(environment)) == null;
  }

  public boolean hasDatabase(String name) {
    return databases.containsKey(key(name));
  }

  /**
   * Adds a table to a database that is there.
   *
   * @return false if there is one of that name
   */
  public boolean addTable(CatalogueTable table) {
    return Objects.requireNonNull(databases.get(key(table.database())), table.database())
            .tables()
            .putIfAbsent(key(table.name()), table)
        == null;
  }

  /** Returns a table; empty if there is none of that name. */
  public Optional<CatalogueTable> table(String database, String name) {
    return Optional.ofNullable(database(database).tables().get(key(name)));
  }

  /** Returns the tables of a database by their names. */
  public List<CatalogueTable> tables(String database) {
    return database(database).tables().values().stream()
        .sorted(Comparator.comparing(CatalogueTable::name))
        .toList();
  }

  /** Returns what policies name who reads a database: the catalogue and the database itself. */
  public List<String> arns(String database) {
    AwsEnvironment environment = database(database).environment();
    return List.of(
        environment.arn("glue", "catalog"), environment.arn("glue", "database/" + database));
  }

  /** Returns what policies name who reads a table: catalogue, database and the table itself. */
  public List<String> arns(String database, String table) {
    List<String> arns = new ArrayList<>(arns(database));
    arns.add(database(database).environment().arn("glue", "table/" + database + "/" + table));
    return arns;
  }

  private Database database(String name) {
    return databases.getOrDefault(key(name), new Database(AwsEnvironment.LAPTOP));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
