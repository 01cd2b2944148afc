package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessExceptionType;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

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
  void whatTheEngineCannotWriteIsDynamosOwnOutage() {
    DynamoDbClient full =
        DynamoEngine.translating(
            new DynamoDbClient() {
              @Override
              public PutItemResponse putItem(PutItemRequest request) {
                throw new LocalDBAccessException(
                    LocalDBAccessExceptionType.UNEXPECTED_EXCEPTION, "database or disk is full");
              }

              @Override
              public String serviceName() {
                return "dynamodb";
              }

              @Override
              public void close() {}
            });

    assertThatThrownBy(() -> full.putItem(put -> put.tableName("Scores")))
        .isInstanceOfSatisfying(
            InternalServerErrorException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(500);
              assertThat(e.getMessage()).contains("disk is full");
            });
  }

  private static void createTable(DynamoDbClient client) {
    client.createTable(
        table ->
            table
                .tableName("Scores")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
  }
}
