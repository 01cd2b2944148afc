package io.gamekeeper.local.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.DynamoEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class TableMetricsTest {
  private static final Map<String, String> TABLE = Map.of("TableName", "scores");
  private static final Map<String, String> PUTS =
      Map.of("TableName", "scores", "Operation", "PutItem");

  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/DynamoDB");
  private final TableMetrics metrics = new TableMetrics(time.ground());
  private final DynamoEngine engine;

  TableMetricsTest(@TempDir Path folder) {
    engine = new DynamoEngine(folder, Durability.TEMPORARY);
    engine
        .client()
        .createTable(
            table ->
                table
                    .tableName("scores")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("pk")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("pk")
                            .attributeType(ScalarAttributeType.S)
                            .build()));
  }

  @AfterEach
  void close() {
    engine.close();
    time.close();
  }

  @Test
  void successesFailedConditionsAndMistakesAreCountedApart() {
    for (int i = 0; i < 5; i++) {
      put("player-" + i, "attribute_not_exists(pk)");
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> put("player-1", "attribute_not_exists(pk)"))
          .isInstanceOf(ConditionalCheckFailedException.class);
    }
    assertThatThrownBy(() -> put("player-1", "no such thing"))
        .isInstanceOf(DynamoDbException.class);

    assertThat(measured.samples("SuccessfulRequestLatency", PUTS)).isEqualTo(5);
    assertThat(measured.sum("SuccessfulRequestLatency", PUTS)).isBetween(0.05, 20_000.0);
    assertThat(measured.unit("SuccessfulRequestLatency", PUTS)).isEqualTo("Milliseconds");
    assertThat(measured.sum("ConditionalCheckFailedRequests", TABLE)).isEqualTo(2);
    assertThat(measured.sum("UserErrors", Map.of())).isEqualTo(1);
    assertThat(measured.names()).doesNotContain("SystemErrors");
  }

  @Test
  void anEngineThatFailsIsAnErrorOfTheSystem() {
    assertThatThrownBy(
            () ->
                metrics.measured(
                    "PutItem",
                    List.of("arn:aws:dynamodb:eu-central-1:000000000000:table/scores"),
                    () -> {
                      throw DynamoDbException.builder().statusCode(500).build();
                    }))
        .isInstanceOf(DynamoDbException.class);

    assertThat(measured.sum("SystemErrors", PUTS)).isEqualTo(1);
    assertThat(measured.names()).containsExactly("SystemErrors");
  }

  private void put(String player, String condition) {
    metrics.measured(
        "PutItem",
        List.of("scores"),
        () ->
            engine
                .client()
                .putItem(
                    PutItemRequest.builder()
                        .tableName("scores")
                        .item(Map.of("pk", AttributeValue.fromS(player)))
                        .conditionExpression(condition)
                        .build()));
  }
}
