package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.lambda.Shop.Answer;
import io.gamekeeper.payment.testing.TestDatabase;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the payment handlers' answers against what {@code functions/openapi.yaml} says of them. */
@Timeout(60)
final class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PURCHASE = "/paths/~1v1~1purchases/post";
  private static TestDatabase database;

  private final JsonNode api = read();
  private Shop shop;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create(2);
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void openShop() {
    database.clear();
    shop = new Shop(database);
  }

  @Test
  void thePurchasesRoutesAreDescribedAndNoOthers() {
    List<String> described = new ArrayList<>();
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(each -> each.getValue().at("/tags/0").asText().equals("payment"))
                    .forEach(each -> described.add(each.getKey() + ' ' + path.getKey())));

    assertThat(described)
        .containsExactly(
            "post /v1/purchases",
            "get /v1/players/me/inventory",
            "post /v1/store-notifications/apple",
            "post /v1/store-notifications/google");
  }

  @Test
  void purchasesAndInventoryAnswerAsDescribed() {
    Answer gems = shop.buyGems("ann", "k1");
    Answer sword = shop.buy("ann", "k2", "{\"sku\":\"sword\",\"store\":\"wallet\"}");
    Answer repeated = shop.buy("ann", "k2", "{\"sku\":\"sword\",\"store\":\"wallet\"}");

    assertDescribed(PURCHASE, gems);
    assertDescribed(PURCHASE, sword);
    assertDescribed(PURCHASE, repeated);
    assertDescribed("/paths/~1v1~1players~1me~1inventory/get", shop.inventory("ann"));
  }

  @Test
  void refusalsAnswerAsDescribed() {
    shop.buyGems("ann", "k1");

    assertDescribed(PURCHASE, shop.buy("ann", "k", "{"), 400);
    assertDescribed(PURCHASE, shop.buy("", "k", "{}"), 401);
    assertDescribed(
        PURCHASE, shop.buy("bob", "k", "{\"sku\":\"sword\",\"store\":\"wallet\"}"), 402);
    assertDescribed(
        PURCHASE,
        shop.buy("bob", "k", "{\"sku\":\"sword\",\"store\":\"wallet\",\"playerId\":\"eve\"}"),
        403);
    assertDescribed(
        PURCHASE, shop.buy("ann", "k1", "{\"sku\":\"sword\",\"store\":\"wallet\"}"), 409);
    assertDescribed(PURCHASE, shop.buy("ann", "k", "x".repeat(65_537)), 413);
    assertDescribed(PURCHASE, shop.buy("ann", "k", "{\"sku\":\"x\",\"store\":\"wallet\"}"), 422);
    assertDescribed("/paths/~1v1~1players~1me~1inventory/get", shop.inventory(""), 401);
  }

  @Test
  void whatNoStoreSignedIsRefusedAsDescribed() {
    StoreNotificationsHandler handler = new StoreNotificationsHandler(shop.platform);
    for (String store : List.of("apple", "google")) {
      String path = "/v1/store-notifications/" + store;

      Answer answer =
          Answer.of(
              handler.handleRequest(
                  Requests.event("POST", path, Map.of(), Map.of(), "{}"), new TestContext()));

      assertDescribed("/paths/" + path.replace("/", "~1") + "/post", answer, 401);
      assertThat(answer.problem()).isEqualTo("notice-not-genuine");
      assertThat(answer.body().path("title").asText()).doesNotContain("token");
    }
  }

  @Test
  void theLargestNoticeIsDescribedAndTaken() {
    StoreNotificationsHandler handler = new StoreNotificationsHandler(shop.platform);
    String path = "/v1/store-notifications/apple";
    for (int bytes : new int[] {BodyLimit.NOTICE.bytes(), BodyLimit.NOTICE.bytes() + 1}) {
      Answer answer =
          Answer.of(
              handler.handleRequest(
                  Requests.event("POST", path, Map.of(), Map.of(), " ".repeat(bytes)),
                  new TestContext()));

      assertThat(answer.status()).isEqualTo(bytes > BodyLimit.NOTICE.bytes() ? 413 : 401);
    }
    for (String store : List.of("apple", "google")) {
      assertThat(
              api.at("/paths/~1v1~1store-notifications~1" + store + "/post/requestBody/description")
                  .asText())
          .startsWith("At most " + BodyLimit.NOTICE.bytes() / 1024 + " KiB");
    }
  }

  @Test
  void aPlayerWithManyReceiptsThatWaitIsAnsweredAsDescribed() {
    shop.google.verifies(false);
    Answer answer = null;
    for (int i = 0; answer == null || answer.status() == 503; i++) {
      answer =
          shop.buy(
              "ann",
              "k" + i,
              "{\"sku\":\"gems-100\",\"store\":\"google\",\"receipt\":\"made-up-" + i + "\"}");
    }

    assertDescribed(PURCHASE, answer, 429);
    assertThat(answer.problem()).isEqualTo("too-many-pending-purchases");
    assertThat(answer.header("Retry-After")).isEqualTo("60");
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonIsDescribedAndExplained(Refusal refusal) {
    assertThat(api.at(PURCHASE + "/responses/422/description").asText()).contains(refusal.code());
    assertThat(Problems.refused(refusal).detail()).isNotEmpty();
  }

  private void assertDescribed(String operation, Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertDescribed(operation, answer);
  }

  private void assertDescribed(String operation, Answer answer) {
    JsonNode response = resolve(api.at(operation + "/responses/" + answer.status()));
    String type = answer.status() < 400 ? "application/json" : "application/problem+json";
    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertMatches(response.path("content").path(type).path("schema"), answer.body());
  }

  /** Checks types, required fields and that there are no others. */
  private void assertMatches(JsonNode schemaOrReference, JsonNode value) {
    JsonNode schema = resolve(schemaOrReference);
    if (schema.has("enum")) {
      assertThat(schema.get("enum")).contains(value);
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> {
        List<String> described = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(described::add);
        List<String> fields = new ArrayList<>();
        value.fieldNames().forEachRemaining(fields::add);
        assertThat(described).containsAll(fields);
        schema.get("required").forEach(each -> assertThat(fields).contains(each.asText()));
        fields.forEach(
            field -> assertMatches(schema.get("properties").get(field), value.get(field)));
      }
      case "array" -> value.forEach(element -> assertMatches(schema.get("items"), element));
      case "string" -> assertThat(value.isTextual()).as("%s", value).isTrue();
      case "integer" -> assertThat(value.isIntegralNumber()).as("%s", value).isTrue();
      default -> throw new AssertionError("a schema without a type: " + schema);
    }
  }

  private JsonNode resolve(JsonNode node) {
    assertThat(node.isMissingNode()).as("described").isFalse();
    return node.has("$ref") ? resolve(api.at(node.get("$ref").asText().substring(1))) : node;
  }

  private static JsonNode read() {
    Path file = Path.of(System.getProperty("gamekeeper.root"), "functions", "openapi.yaml");
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return JSON.valueToTree(document);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
