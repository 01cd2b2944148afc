package io.gamekeeper.local.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DynamoEngineTest {
  @TempDir Path folder;

  @Test
  void keptDataIsFoundAfterARestart() {
    try (DynamoEngine engine = new DynamoEngine(folder, Durability.KEPT)) {
      createTable(engine.client());
      engine
          .client()
          .putItem(put -> put.tableName("Scores").item(Map.of("pk", AttributeValue.fromS("a"))));
    }

    try (DynamoEngine engine = new DynamoEngine(folder, Durability.KEPT)) {
      assertThat(
              engine
                  .client()
                  .getItem(
                      get -> get.tableName("Scores").key(Map.of("pk", AttributeValue.fromS("a"))))
                  .hasItem())
          .isTrue();
    }
  }

  @Test
  void aFailedConditionIsTheSdksOwnException() {
    try (DynamoEngine engine = new DynamoEngine(folder, Durability.TEMPORARY)) {
      DynamoDbClient client = engine.client();
      createTable(client);
      client.putItem(put -> put.tableName("Scores").item(Map.of("pk", AttributeValue.fromS("a"))));

      assertThatThrownBy(
              () ->
                  client.putItem(
                      put ->
                          put.tableName("Scores")
                              .item(Map.of("pk", AttributeValue.fromS("a")))
                              .conditionExpression("attribute_not_exists(pk)")))
          .isInstanceOf(ConditionalCheckFailedException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTableIsUsedAsItIsNowAndNotAsItWas() {
    try (DynamoEngine engine = new DynamoEngine(folder, Durability.TEMPORARY)) {
      DynamoDbClient client = engine.client();
      createTable(client, "pk");
      put(client, "pk");
      client.deleteTable(table -> table.tableName("Scores"));

      assertThatThrownBy(() -> put(client, "pk")).isInstanceOf(ResourceNotFoundException.class);

      createTable(client, "id");

      assertThatThrownBy(() -> put(client, "pk")).isInstanceOf(DynamoDbException.class);
      put(client, "id");
      assertThat(client.describeTable(table -> table.tableName("Scores")).table().keySchema())
          .extracting(KeySchemaElement::attributeName)
          .containsExactly("id");
    }
  }

  @Test
  void expiryThatIsSwitchedOnLaterIsKnownAtOnce() {
    try (DynamoEngine engine = new DynamoEngine(folder, Durability.TEMPORARY)) {
      DynamoDbClient client = engine.client();
      createTable(client, "pk");
      put(client, "pk");
      client.updateTimeToLive(
          request ->
              request
                  .tableName("Scores")
                  .timeToLiveSpecification(expiry -> expiry.attributeName("at").enabled(true)));

      assertThat(
              client
                  .describeTimeToLive(request -> request.tableName("Scores"))
                  .timeToLiveDescription()
                  .attributeName())
          .isEqualTo("at");
    }
  }

  @Test
  void transactionsOfManyThreadsStayApart() throws Exception {
    int threads = 8;
    int each = 25;
    try (DynamoEngine engine = new DynamoEngine(folder, Durability.TEMPORARY)) {
      DynamoDbClient client = engine.client();
      createTable(client);
      List<Callable<Void>> writers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        writers.add(
            () -> {
              for (int j = 0; j < each; j++) {
                client.transactWriteItems(both -> both.transactItems(count("x"), count("y")));
                put(client, "pk");
                assertThatThrownBy(
                        () ->
                            client.transactWriteItems(
                                both -> both.transactItems(count("x"), impossible())))
                    .isInstanceOf(TransactionCanceledException.class);
              }
              return null;
            });
      }

      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Void> written : pool.invokeAll(writers)) {
          written.get();
        }
      }

      AttributeValue all = AttributeValue.fromN(Integer.toString(threads * each));
      assertThat(counted(client, "x")).isEqualTo(all);
      assertThat(counted(client, "y")).isEqualTo(all);
    }
  }

  @Test
  void whoCallsAClosedEngineGetsAnError() {
    DynamoEngine engine = new DynamoEngine(folder, Durability.TEMPORARY);
    DynamoDbClient client = engine.client();
    createTable(client);
    engine.close();

    assertThatThrownBy(() -> put(client, "pk")).isInstanceOf(RuntimeException.class);
  }

  private static TransactWriteItem count(String key) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName("Scores")
                    .key(Map.of("pk", AttributeValue.fromS(key)))
                    .updateExpression("ADD n :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))))
        .build();
  }

  private static TransactWriteItem impossible() {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName("Scores")
                    .item(Map.of("pk", AttributeValue.fromS("c")))
                    .conditionExpression("attribute_exists(pk)"))
        .build();
  }

  private static AttributeValue counted(DynamoDbClient client, String key) {
    return requireNonNull(
        client
            .getItem(get -> get.tableName("Scores").key(Map.of("pk", AttributeValue.fromS(key))))
            .item()
            .get("n"));
  }

  private static void put(DynamoDbClient client, String key) {
    client.putItem(put -> put.tableName("Scores").item(Map.of(key, AttributeValue.fromS("a"))));
  }

  private static void createTable(DynamoDbClient client) {
    createTable(client, "pk");
  }

  private static void createTable(DynamoDbClient client, String key) {
    client.createTable(
        table ->
            table
                .tableName("Scores")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName(key).keyType(KeyType.HASH).build()));
  }
}
