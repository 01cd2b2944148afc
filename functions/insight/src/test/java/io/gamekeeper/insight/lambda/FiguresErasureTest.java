package io.gamekeeper.insight.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.contract.erasure.ErasureTable;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The function that forgets players' first and last day, on DynamoDB Local. */
final class FiguresErasureTest {
  private static final String FIGURES = "figures";
  private static final String ERASURES = "erasures";
  private static AmazonDynamoDBLocal local;

  private final FakePlatform platform = new FakePlatform();

  @BeforeAll
  static void start() {
    local = DynamoDBEmbedded.create(true);
    create(FIGURES, PlayerFiguresTable.PARTITION_KEY, PlayerFiguresTable.SORT_KEY);
    create(ERASURES, ErasureTable.PARTITION_KEY);
  }

  @AfterAll
  static void stop() {
    local.shutdownNow();
  }

  @Test
  void aPlayerIsForgottenWhenARunFoundNothing() {
    seen("ann", platform.time.instant().toEpochMilli());
    seen("bob", platform.time.instant().toEpochMilli());
    DynamoErasures erasures = new DynamoErasures(local.dynamoDbClient(), ERASURES);
    erasures.begin("ann", "id", platform.time.instant());

    assertThat(run()).containsEntry("waiting", 1);
    // A collector that had read the player before writes it again.
    seen("ann", platform.time.instant().toEpochMilli());
    assertThat(run()).containsEntry("waiting", 1);
    assertThat(run()).containsEntry("done", 1);

    assertThat(known()).containsExactly("player#bob");
    assertThat(erasures.find("ann").orElseThrow().isDone(ErasurePart.FIGURES)).isTrue();

    erasures.begin("cy", "id2", platform.time.instant());
    seen("cy", platform.time.instant().toEpochMilli() + 1);
    assertThat(run()).containsEntry("done", 1);
    assertThat(known()).as("who came after the request is new").contains("player#cy");
  }

  private Map<String, Object> run() {
    platform.clients.put(DynamoDbClient.class, local.dynamoDbClient());
    platform.variables.putAll(new PlayerFiguresEnvironment(FIGURES).toMap());
    platform.variables.putAll(new ErasureEnvironment(ERASURES).toMap());
    return new FiguresErasureHandler(platform).handleRequest(Map.of(), new FakeContext());
  }

  private static List<String> known() {
    return local.dynamoDbClient().scan(scan -> scan.tableName(FIGURES)).items().stream()
        .map(item -> Objects.requireNonNull(item.get(PlayerFiguresTable.PARTITION_KEY)).s())
        .sorted()
        .toList();
  }

  private static void seen(String player, long first) {
    local
        .dynamoDbClient()
        .putItem(
            put ->
                put.tableName(FIGURES)
                    .item(
                        Map.of(
                            PlayerFiguresTable.PARTITION_KEY,
                            AttributeValue.fromS("player#" + player),
                            PlayerFiguresTable.SORT_KEY,
                            AttributeValue.fromS("player"),
                            "first",
                            AttributeValue.fromN(Long.toString(first)),
                            "last",
                            AttributeValue.fromS("2026-11-21"))));
  }

  private static void create(String name, String... keys) {
    local
        .dynamoDbClient()
        .createTable(
            table ->
                table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        Stream.of(keys)
                            .map(
                                key ->
                                    AttributeDefinition.builder()
                                        .attributeName(key)
                                        .attributeType(ScalarAttributeType.S)
                                        .build())
                            .toList())
                    .keySchema(
                        Stream.of(keys)
                            .map(
                                key ->
                                    KeySchemaElement.builder()
                                        .attributeName(key)
                                        .keyType(key.equals(keys[0]) ? KeyType.HASH : KeyType.RANGE)
                                        .build())
                            .toList()));
  }
}
