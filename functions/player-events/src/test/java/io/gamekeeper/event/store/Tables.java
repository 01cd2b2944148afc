package io.gamekeeper.event.store;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.contract.OperationsAuditTable;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.erasure.ErasureTable;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.contract.event.PlayerTable;
import java.util.ArrayList;
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

  /** Returns a new log. */
  public static String log() {
    return create(EventLogTable.PARTITION_KEY, EventLogTable.SORT_KEY);
  }

  /** Returns a new table of players. */
  public static String players() {
    return create(PlayerTable.PARTITION_KEY);
  }

  /** Returns a new table of players' figures. */
  public static String figures() {
    return create(PlayerFiguresTable.PARTITION_KEY, PlayerFiguresTable.SORT_KEY);
  }

  /** Returns a new table of erasures. */
  public static String erasures() {
    return create(ErasureTable.PARTITION_KEY);
  }

  /** Returns a new table of what operators changed. */
  public static String audit() {
    return create(OperationsAuditTable.PARTITION_KEY, OperationsAuditTable.SORT_KEY);
  }

  /** Returns all items of a table. */
  public static List<Map<String, AttributeValue>> items(String table) {
    return dynamo().scan(scan -> scan.tableName(table)).items();
  }

  private static String create(String... keys) {
    String name = "table" + NAMES.incrementAndGet();
    List<AttributeDefinition> attributes = new ArrayList<>();
    List<KeySchemaElement> schema = new ArrayList<>();
    for (String key : keys) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(key)
              .attributeType(ScalarAttributeType.S)
              .build());
      schema.add(
          KeySchemaElement.builder()
              .attributeName(key)
              .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    dynamo()
        .createTable(
            table ->
                table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(attributes)
                    .keySchema(schema));
    return name;
  }
}
