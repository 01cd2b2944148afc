package io.gamekeeper.platform.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A DynamoDB client whose calls are parts of the invocation's trace, and are not begun if they
 * could outlive the invocation. It has the operations below and no others; paginators use it page
 * by page.
 */
public final class TracedDynamoDb implements DynamoDbClient {
  private final DynamoDbClient dynamo;
  private final Telemetry telemetry;
  private final Calls gets = new Calls("GetItem");
  private final Calls puts = new Calls("PutItem");
  private final Calls queries = new Calls("Query");
  private final Calls updates = new Calls("UpdateItem");
  private final Calls deletes = new Calls("DeleteItem");
  private final Calls batches = new Calls("BatchGetItem");
  private final Calls scans = new Calls("Scan");
  private final Calls transactions = new Calls("TransactWriteItems");

  public TracedDynamoDb(DynamoDbClient dynamo, Telemetry telemetry) {
    this.dynamo = dynamo;
    this.telemetry = telemetry;
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return call(gets.of(request.tableName()), () -> dynamo.getItem(request));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return call(puts.of(request.tableName()), () -> dynamo.putItem(request));
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return call(queries.of(request.tableName()), () -> dynamo.query(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return call(updates.of(request.tableName()), () -> dynamo.updateItem(request));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return call(deletes.of(request.tableName()), () -> dynamo.deleteItem(request));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return call(
        batches.of(String.join(",", request.requestItems().keySet())),
        () -> dynamo.batchGetItem(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return call(scans.of(request.tableName()), () -> dynamo.scan(request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return call(
        transactions.of(
            request.transactItems().stream()
                .map(TracedDynamoDb::table)
                .distinct()
                .collect(Collectors.joining(","))),
        () -> dynamo.transactWriteItems(request));
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

  private <T> T call(RemoteCall call, Supplier<T> work) {
    if (!telemetry.hasTimeForACall()) {
      throw SdkClientException.create("not called: the invocation is about to end");
    }
    return telemetry.traced(call, work);
  }

  @Override
  public String serviceName() {
    return dynamo.serviceName();
  }

  /** Does nothing: the platform owns the client. */
  @Override
  public void close() {}

  private record Calls(String operation, ConcurrentMap<String, RemoteCall> byTable) {
    Calls(String operation) {
      this(operation, new ConcurrentHashMap<>());
    }

    RemoteCall of(String table) {
      RemoteCall known = byTable.get(table);
      return known == null
          ? byTable.computeIfAbsent(table, name -> RemoteCall.aws("DynamoDB", operation, name))
          : known;
    }
  }
}
