package io.gamekeeper.local.aws.glue;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.CatalogueTable;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GetTableRequest;
import software.amazon.awssdk.services.glue.model.GetTableResponse;
import software.amazon.awssdk.services.glue.model.GetTablesRequest;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/** The catalogue as functions read it. */
final class CatalogueReading {
  private static final int BAD_REQUEST = 400;

  private final Catalogue catalogue;

  private CatalogueReading(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static SimulatedService<GlueClient> service(Catalogue catalogue) {
    CatalogueReading reading = new CatalogueReading(catalogue);
    return new SimulatedService<>("glue", GlueClient.class, CatalogueReading::error)
        .operation(
            "getDatabase",
            GetDatabaseRequest.class,
            List.of("Name"),
            request -> access("glue:GetDatabase", catalogue.arns(request.name())),
            reading::database)
        .operation(
            "getTable",
            GetTableRequest.class,
            List.of("DatabaseName", "Name"),
            request ->
                access("glue:GetTable", catalogue.arns(request.databaseName(), request.name())),
            reading::table)
        .operation(
            "getTables",
            GetTablesRequest.class,
            List.of("DatabaseName"),
            request -> access("glue:GetTables", catalogue.arns(request.databaseName(), "*")),
            reading::tables);
  }

  /** Returns what an action on a database, or on each of its tables, asks of a role. */
  static List<Access> access(Catalogue catalogue, String action, String database) {
    return action.contains("Table")
        ? catalogue.tables(database).stream()
            .flatMap(table -> access(action, catalogue.arns(database, table.name())).stream())
            .distinct()
            .toList()
        : access(action, catalogue.arns(database));
  }

  private static List<Access> access(String action, List<String> resources) {
    return resources.stream().<Access>map(arn -> new Access.ByRole(action, arn)).toList();
  }

  private GetDatabaseResponse database(GetDatabaseRequest request) {
    checkDatabase(request.name());
    return GetDatabaseResponse.builder()
        .database(Database.builder().name(request.name()).build())
        .build();
  }

  private GetTableResponse table(GetTableRequest request) {
    checkDatabase(request.databaseName());
    return GetTableResponse.builder()
        .table(
            catalogue
                .table(request.databaseName(), request.name())
                .map(CatalogueReading::described)
                .orElseThrow(() -> notFound("Table " + request.name() + " not found.")))
        .build();
  }

  private GetTablesResponse tables(GetTablesRequest request) {
    checkDatabase(request.databaseName());
    return GetTablesResponse.builder()
        .tableList(
            catalogue.tables(request.databaseName()).stream()
                .map(CatalogueReading::described)
                .toList())
        .build();
  }

  private void checkDatabase(String name) {
    if (!catalogue.hasDatabase(name)) {
      throw notFound("Database " + name + " not found.");
    }
  }

  private static Table described(CatalogueTable table) {
    return Table.builder()
        .databaseName(table.database())
        .name(table.name())
        .tableType("EXTERNAL_TABLE")
        .parameters(table.parameters())
        .partitionKeys(table.partitions().stream().map(CatalogueReading::described).toList())
        .storageDescriptor(
            StorageDescriptor.builder()
                .location(table.location().toString())
                .columns(table.columns().stream().map(CatalogueReading::described).toList())
                .build())
        .build();
  }

  private static Column described(io.gamekeeper.local.lake.Column column) {
    return Column.builder().name(column.name()).type(column.type().glueName()).build();
  }

  private static GlueException notFound(String message) {
    return (GlueException)
        EntityNotFoundException.builder()
            .awsErrorDetails(details("EntityNotFoundException", message))
            .statusCode(BAD_REQUEST)
            .build();
  }

  private static GlueException error(String code, int status, String message) {
    return (GlueException)
        GlueException.builder().awsErrorDetails(details(code, message)).statusCode(status).build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Glue")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
