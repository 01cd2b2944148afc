package io.gamekeeper.local.aws.dynamodb;

import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The stage's DynamoDB: the tables of the templates, and the service in front of the engine. */
public final class DynamoTables {
  private final AccessControl control;
  private final TableMetrics metrics;
  private final Map<String, Table> tables = new ConcurrentHashMap<>();

  /** The rights that access to one table needs. */
  private static final class Table {
    private final String arn;
    private final List<Access> key;
    private final Map<String, List<Access>> byAction = new ConcurrentHashMap<>();

    Table(String arn, List<Access> key) {
      this.arn = arn;
      this.key = key;
    }

    List<Access> access(String action) {
      return byAction.computeIfAbsent(action, a -> with(new Access.ByRole(a, arn)));
    }

    List<Access> indexAccess(String action, String index) {
      return byAction.computeIfAbsent(
          action + " " + index, a -> with(new Access.ByRole(action, arn + "/index/" + index)));
    }

    private List<Access> with(Access own) {
      List<Access> all = new ArrayList<>(key);
      all.addFirst(own);
      return List.copyOf(all);
    }
  }

  public DynamoTables(Ground ground) {
    this.control = ground.roles();
    this.metrics = new TableMetrics(ground);
  }

  /**
   * Makes a table known.
   *
   * @param kmsKey the customer's key that encrypts it: users of the table need rights on it too
   */
  public void register(
      String tableName, String arn, AwsEnvironment environment, Optional<String> kmsKey) {
    String via = "dynamodb." + environment.region() + ".amazonaws.com";
    tables.put(
        tableName,
        new Table(
            arn,
            kmsKey.stream()
                .<Access>map(key -> new Access.ByKey(control, "kms:Decrypt", key, via))
                .toList()));
  }

  /** Returns the service that functions call. */
  public SimulatedService<DynamoDbClient> service(Supplier<DynamoDbClient> engine) {
    return new SimulatedService<>(
            "dynamodb",
            DynamoDbClient.class,
            (code, status, message) ->
                DynamoDbException.builder()
                    .awsErrorDetails(
                        AwsErrorDetails.builder()
                            .serviceName("DynamoDb")
                            .errorCode(code)
                            .errorMessage(message)
                            .build())
                    .statusCode(status)
                    .build())
        .failingWith(LocalDBAccessException.class)
        .operation(
            "putItem",
            PutItemRequest.class,
            List.of("TableName", "Item"),
            request -> access("dynamodb:PutItem", request.tableName()),
            request ->
                metrics.measured(
                    "PutItem", List.of(request.tableName()), () -> engine.get().putItem(request)))
        .operation(
            "getItem",
            GetItemRequest.class,
            List.of("TableName", "Key"),
            request -> access("dynamodb:GetItem", request.tableName()),
            request ->
                metrics.measured(
                    "GetItem", List.of(request.tableName()), () -> engine.get().getItem(request)))
        .operation(
            "updateItem",
            UpdateItemRequest.class,
            List.of("TableName", "Key"),
            request -> access("dynamodb:UpdateItem", request.tableName()),
            request ->
                metrics.measured(
                    "UpdateItem",
                    List.of(request.tableName()),
                    () -> engine.get().updateItem(request)))
        .operation(
            "deleteItem",
            DeleteItemRequest.class,
            List.of("TableName", "Key"),
            request -> access("dynamodb:DeleteItem", request.tableName()),
            request ->
                metrics.measured(
                    "DeleteItem",
                    List.of(request.tableName()),
                    () -> engine.get().deleteItem(request)))
        .operation(
            "query",
            QueryRequest.class,
            List.of("TableName"),
            request -> access("dynamodb:Query", request.tableName(), request.indexName()),
            request ->
                metrics.measured(
                    "Query", List.of(request.tableName()), () -> engine.get().query(request)))
        .operation(
            "scan",
            ScanRequest.class,
            List.of("TableName"),
            request -> access("dynamodb:Scan", request.tableName(), request.indexName()),
            request ->
                metrics.measured(
                    "Scan", List.of(request.tableName()), () -> engine.get().scan(request)))
        .operation(
            "describeTable",
            DescribeTableRequest.class,
            List.of("TableName"),
            request -> access("dynamodb:DescribeTable", request.tableName()),
            request ->
                metrics.measured(
                    "DescribeTable",
                    List.of(request.tableName()),
                    () -> engine.get().describeTable(request)))
        .operation(
            "batchGetItem",
            BatchGetItemRequest.class,
            List.of("RequestItems"),
            request -> access("dynamodb:BatchGetItem", request.requestItems().keySet()),
            request ->
                metrics.measured(
                    "BatchGetItem",
                    request.requestItems().keySet(),
                    () -> engine.get().batchGetItem(request)))
        .operation(
            "batchWriteItem",
            BatchWriteItemRequest.class,
            List.of("RequestItems"),
            request -> access("dynamodb:BatchWriteItem", request.requestItems().keySet()),
            request ->
                metrics.measured(
                    "BatchWriteItem",
                    request.requestItems().keySet(),
                    () -> engine.get().batchWriteItem(request)))
        .operation(
            "transactGetItems",
            TransactGetItemsRequest.class,
            List.of("TransactItems"),
            request -> access("dynamodb:GetItem", tables(request)),
            request ->
                metrics.measured(
                    "TransactGetItems",
                    tables(request),
                    () -> engine.get().transactGetItems(request)))
        .operation(
            "transactWriteItems",
            TransactWriteItemsRequest.class,
            List.of("TransactItems"),
            request ->
                request.transactItems().stream()
                    .flatMap(item -> access(item).stream())
                    .distinct()
                    .toList(),
            request ->
                metrics.measured(
                    "TransactWriteItems",
                    request.transactItems().stream().map(DynamoTables::table).distinct().toList(),
                    () -> engine.get().transactWriteItems(request)));
  }

  private static List<String> tables(TransactGetItemsRequest request) {
    return request.transactItems().stream().map(item -> item.get().tableName()).distinct().toList();
  }

  private List<Access> access(String action, Iterable<String> tableNames) {
    List<Access> all = new ArrayList<>();
    tableNames.forEach(tableName -> all.addAll(access(action, tableName)));
    return all;
  }

  private List<Access> access(TransactWriteItem item) {
    if (item.put() != null) {
      return access("dynamodb:PutItem", table(item));
    }
    if (item.update() != null) {
      return access("dynamodb:UpdateItem", table(item));
    }
    return access(
        item.delete() != null ? "dynamodb:DeleteItem" : "dynamodb:ConditionCheckItem", table(item));
  }

  private static String table(TransactWriteItem item) {
    if (item.put() != null) {
      return item.put().tableName();
    }
    if (item.update() != null) {
      return item.update().tableName();
    }
    return item.delete() != null ? item.delete().tableName() : item.conditionCheck().tableName();
  }

  /**
   * Returns the rights that a role needs for an action on a table, those on the table's key
   * included.
   */
  public List<Access> access(String action, String tableName) {
    return table(tableName).access(action);
  }

  private List<Access> access(String action, String tableName, @Nullable String index) {
    Table table = table(tableName);
    return index == null ? table.access(action) : table.indexAccess(action, index);
  }

  private Table table(String nameOrArn) {
    String tableName = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    // An unknown table is refused like any other that the role does not name; with a wildcard in
    // the
    // role, the engine says that it does not exist.
    return tables.computeIfAbsent(
        tableName,
        absent -> new Table(AwsEnvironment.LAPTOP.arn("dynamodb", "table/" + absent), List.of()));
  }
}
