package io.gamekeeper.leaderboard.store;

import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * DynamoDB as the leaderboards call it: each call is a part of the invocation's trace, and is not
 * begun if it could outlive the invocation. Paginators go through here page by page.
 */
public final class TracedDynamoDb implements DynamoDbClient {
  private final DynamoDbClient dynamo;
  private final Telemetry telemetry;
  private final Calls gets = new Calls("GetItem");
  private final Calls puts = new Calls("PutItem");
  private final Calls queries = new Calls("Query");

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
