package io.gamekeeper.oncall.store;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.contract.OperationsAuditTable;
import io.gamekeeper.contract.oncall.OnCallTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** One DynamoDB Local for all tests of the JVM; stopped when it ends. */
public final class Tables {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final AmazonDynamoDBLocal DYNAMO = start();

  private Tables() {}

  private static AmazonDynamoDBLocal start() {
    AmazonDynamoDBLocal dynamo = DynamoDBEmbedded.create(true);
    Runtime.getRuntime().addShutdownHook(new Thread(dynamo::shutdownNow));
    return dynamo;
  }

  public static DynamoDbClient dynamo() {
    return DYNAMO.dynamoDbClient();
  }

  /** Returns a new table of on-call. */
  public static String create() {
    return create(OnCallTable.PARTITION_KEY, OnCallTable.SORT_KEY);
  }

  /** Returns a new table of what operators changed. */
  public static String audit() {
    return create(OperationsAuditTable.PARTITION_KEY, OperationsAuditTable.SORT_KEY);
  }

  /** Returns all items of a table. */
  public static List<Map<String, AttributeValue>> items(String table) {
    return dynamo().scan(scan -> scan.tableName(table)).items();
  }

  private static String create(String partition, String sort) {
    String name = "table" + NAMES.incrementAndGet();
    dynamo()
        .createTable(
            table ->
                table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(text(partition), text(sort))
                    .keySchema(key(partition, KeyType.HASH), key(sort, KeyType.RANGE)));
    return name;
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
