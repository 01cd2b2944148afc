package io.gamekeeper.payment.lambda;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.contract.OnceTable;
import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.contract.erasure.ErasureTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** One DynamoDB Local for all tests of the JVM; stopped when it ends. */
final class Tables {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final AmazonDynamoDBLocal DYNAMO = start();

  private Tables() {}

  private static AmazonDynamoDBLocal start() {
    AmazonDynamoDBLocal dynamo = DynamoDBEmbedded.create(true);
    Runtime.getRuntime().addShutdownHook(new Thread(dynamo::shutdownNow));
    return dynamo;
  }

  static DynamoDbClient dynamo() {
    return DYNAMO.dynamoDbClient();
  }

  /** Returns a new table of what was done once. */
  static String once() {
    return create(OnceTable.PARTITION_KEY);
  }

  /** Returns a new table of erasures. */
  static String erasures() {
    return create(ErasureTable.PARTITION_KEY);
  }

  /** Returns a new purchase log. */
  static String purchaseLog() {
    return create(PurchaseLogTable.PARTITION_KEY, PurchaseLogTable.SORT_KEY);
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
