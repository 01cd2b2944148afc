package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.QueryText.TableReference;
import io.gamekeeper.local.aws.athena.TableFiles.TableFile;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Decision;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.lake.Column;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.lake.ParquetEngine.Room;
import io.gamekeeper.local.service.Ground;
import io.trino.sql.tree.AllColumns;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.SelectItem;
import io.trino.sql.tree.SingleColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs a query: finds its tables, fetches the files of the partitions that it asks for, and has the
 * engine answer. The engine sees these files and nothing else.
 */
record QueryRunner(Ground ground, TableFiles files, Catalogue catalogue, ParquetEngine engine) {

  /**
   * What is to be run.
   *
   * @param database of tables that the query names without one
   * @param caller with whose rights it reads
   * @param most bytes that it may read
   */
  record Order(
      QueryText query,
      List<Literal> parameters,
      Optional<String> database,
      FunctionIdentity caller,
      Optional<Long> most) {}

  /** A table with the files that a query reads of it. */
  private record Source(CatalogueTable table, List<TableFile> files) {}

  /**
   * Runs a query.
   *
   * @param scanned hears how many bytes it reads
   * @param running hears of the statement, which may be cancelled
   * @throws QueryFailedException if it has no result; the message is for whoever asked
   */
  QueryResult run(Order order, Consumer<Long> scanned, Consumer<Statement> running)
      throws QueryFailedException {
    if (order.parameters().size() != order.query().parameters()) {
      throw QueryFailedException.failed(
          "SYNTAX_ERROR: Incorrect number of parameters: expected "
              + order.query().parameters()
              + " but found "
              + order.parameters().size());
    }
    Map<TableReference, CatalogueTable> tables = new LinkedHashMap<>();
    for (TableReference reference : order.query().references()) {
      tables.put(reference, table(order, reference));
    }
    List<Source> sources = sources(order, tables);
    long bytes =
        sources.stream()
            .flatMap(source -> source.files().stream())
            .mapToLong(TableFile::bytes)
            .sum();
    if (order.most().filter(most -> bytes > most).isPresent()) {
      throw QueryFailedException.tooMuch();
    }
    scanned.accept(bytes);
    try (Room room = engine.open()) {
      for (Source source : sources) {
        show(source, room);
      }
      return answer(order, EngineText.of(order.query(), tables), room, running);
    } catch (SQLException e) {
      throw QueryFailedException.failed(reason(e));
    } catch (IOException e) {
      throw QueryFailedException.failed("INTERNAL_ERROR: " + e.getMessage());
    }
  }

  private CatalogueTable table(Order order, TableReference reference) throws QueryFailedException {
    String where = "line " + reference.line() + ":" + reference.column() + ": ";
    Optional<String> database = reference.database().or(order::database);
    if (database.isEmpty()) {
      throw QueryFailedException.failed(
          "MISSING_SCHEMA_NAME: "
              + where
              + "Schema must be specified when session schema is not set");
    }
    String catalog = Catalogue.NAME.toLowerCase(Locale.ROOT);
    List<String> parts = reference.parts();
    if (parts.size() > 3 || (parts.size() == 3 && !parts.getFirst().equals(catalog))) {
      throw QueryFailedException.failed(
          "CATALOG_NOT_FOUND: " + where + "Catalog '" + parts.getFirst() + "' does not exist");
    }
    CatalogueTable table =
        catalogue
            .table(database.get(), reference.table())
            .orElseThrow(
                () ->
                    QueryFailedException.failed(
                        "TABLE_NOT_FOUND: "
                            + where
                            + "Table '"
                            + String.join(".", catalog, database.get(), reference.table())
                            + "' does not exist"));
    for (String arn : catalogue.arns(table.database(), table.name())) {
      permit(order.caller(), new Access.ByRole("glue:GetTable", arn));
    }
    return table;
  }

  /** Returns each table once, with the files that any of its references asks for. */
  private List<Source> sources(Order order, Map<TableReference, CatalogueTable> tables)
      throws QueryFailedException {
    Map<CatalogueTable, List<TableReference>> byTable = new LinkedHashMap<>();
    tables.forEach(
        (reference, table) ->
            byTable.computeIfAbsent(table, _ -> new ArrayList<>()).add(reference));
    List<Source> sources = new ArrayList<>();
    for (Map.Entry<CatalogueTable, List<TableReference>> each : byTable.entrySet()) {
      CatalogueTable table = each.getKey();
      for (Access access :
          files.objects().list(table.location().bucket(), table.location().folder())) {
        permit(order.caller(), access);
      }
      List<TableFile> found =
          files.of(
              table,
              partition ->
                  each.getValue().stream()
                      .anyMatch(
                          reference ->
                              reference.filters().stream()
                                  .allMatch(
                                      filter -> fulfils(filter, partition, order.parameters()))));
      for (TableFile file : found) {
        for (Access access : files.objects().read(table.location().bucket(), file.key())) {
          permit(order.caller(), access);
        }
      }
      sources.add(new Source(table, found));
    }
    return sources;
  }

  private static boolean fulfils(
      PartitionFilter filter, Map<String, String> partition, List<Literal> parameters) {
    String value = partition.get(filter.column());
    return value == null || filter.condition().with(parameters).test(value);
  }

  /**
   * Checks that whoever asks may keep what the query returned: it is written with their rights.
   *
   * @throws QueryFailedException if not
   */
  void permitToKeep(Order order, String bucket, String key) throws QueryFailedException {
    for (Access access : files.objects().write(bucket, key)) {
      Decision decision = access.decide(order.caller().role());
      if (!decision.allowed()) {
        throw QueryFailedException.failed(
            "Access denied when writing output to url: s3://"
                + bucket
                + "/"
                + key
                + " . "
                + decision.message(order.caller().principal(), access.action(), access.resource()));
      }
    }
  }

  private static void permit(FunctionIdentity caller, Access access) throws QueryFailedException {
    Decision decision = access.decide(caller.role());
    if (!decision.allowed()) {
      throw QueryFailedException.failed(
          "PERMISSION_DENIED: Insufficient permissions to execute the query. "
              + decision.message(caller.principal(), access.action(), access.resource()));
    }
  }

  /** Shows a table to the engine: with the catalogue's columns, whatever its files have. */
  private void show(Source source, Room room) throws SQLException, IOException {
    CatalogueTable table = source.table();
    room.execute("CREATE SCHEMA IF NOT EXISTS " + ParquetEngine.name(table.database()));
    List<Column> columns = new ArrayList<>(table.columns());
    columns.addAll(table.partitions());
    String from = "";
    Set<String> present = new HashSet<>();
    if (!source.files().isEmpty()) {
      Path folder = room.folder().resolve(table.database()).resolve(table.name());
      files.fetch(table, source.files(), folder);
      from =
          " FROM read_parquet("
              + ParquetEngine.text(folder + "/**/*.parquet")
              + ", union_by_name = true, hive_partitioning = true, hive_types = {"
              + table.partitions().stream()
                  .map(
                      partition ->
                          ParquetEngine.text(partition.name())
                              + ": "
                              + partition.type().engineName())
                  .collect(Collectors.joining(", "))
              + "})";
      try (Statement statement = room.connection().createStatement();
          ResultSet described = statement.executeQuery("DESCRIBE SELECT *" + from)) {
        while (described.next()) {
          present.add(described.getString(1));
        }
      }
    }
    room.execute(
        "CREATE VIEW "
            + EngineText.name(table)
            + " AS SELECT "
            + columns.stream()
                .map(column -> selected(column, present))
                .collect(Collectors.joining(", "))
            + (from.isEmpty() ? " WHERE false" : from));
  }

  private static String selected(Column column, Set<String> present) {
    String name = ParquetEngine.name(column.name());
    return "CAST("
        + (present.contains(column.name()) ? name : "NULL")
        + " AS "
        + column.type().engineName()
        + ") AS "
        + name;
  }

  private static QueryResult answer(
      Order order, String text, Room room, Consumer<Statement> running) throws SQLException {
    try (PreparedStatement statement = room.connection().prepareStatement(text)) {
      int index = 1;
      for (Literal parameter : order.parameters()) {
        statement.setObject(index++, parameter.value());
      }
      running.accept(statement);
      try (ResultSet results = statement.executeQuery()) {
        return QueryResult.of(results, names(order.query()));
      }
    }
  }

  /** Returns the names of the columns that have none of their own, as Athena gives them. */
  private static List<String> names(QueryText query) {
    List<String> names = new ArrayList<>();
    if (query.query().getQueryBody() instanceof QuerySpecification specification) {
      List<SelectItem> items = specification.getSelect().getSelectItems();
      if (items.stream().anyMatch(AllColumns.class::isInstance)) {
        return List.of();
      }
      for (SelectItem item : items) {
        boolean named =
            item instanceof SingleColumn column
                && (column.getAlias().isPresent()
                    || column.getExpression() instanceof Identifier
                    || column.getExpression() instanceof DereferenceExpression);
        names.add(named ? "" : "_col" + names.size());
      }
    }
    return names;
  }

  private static String reason(SQLException failure) {
    String message =
        String.valueOf(failure.getMessage()).lines().findFirst().orElse("the engine failed");
    return (message.startsWith("Binder Error: Referenced column")
            ? "COLUMN_NOT_FOUND: "
            : "GENERIC_USER_ERROR: ")
        + message;
  }
}
