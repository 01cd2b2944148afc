package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.appstore.Sold;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.service.StageException;
import java.util.Map;

/** What the admin API can do with the stores and with the choice of their providers. */
final class StoreOperations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeStores stores;
  private final Parameters parameters;

  StoreOperations(FakeStores stores, Parameters parameters) {
    this.stores = stores;
    this.parameters = parameters;
  }

  /** Pays as the player's device would: {@code store, sku, player, quantity}. */
  private ObjectNode buy(JsonNode arguments) {
    int quantity = arguments.path("quantity").asInt(1);
    if (quantity < 1) {
      throw new IllegalArgumentException("a store sells at least one, not " + quantity);
    }
    Sold sold =
        stores.buy(
            shop(arguments),
            StageAdmin.required(arguments, "sku"),
            quantity,
            StageAdmin.required(arguments, "player"));
    return JsonNodeFactory.instance
        .objectNode()
        .put("transaction", sold.transactionId())
        .put("receipt", sold.receipt());
  }

  /** Gives the money back and notifies: {@code store, transaction}, {@code percent} if not all. */
  private ObjectNode refund(JsonNode arguments) throws InterruptedException {
    int percent = arguments.path("percent").asInt(100);
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("a store gives back 1 to 100 %, not " + percent);
    }
    int status =
        stores.refund(shop(arguments), StageAdmin.required(arguments, "transaction"), percent);
    return JsonNodeFactory.instance.objectNode().put("status", status);
  }

  /** Disturbs a store: {@code store, state}, and {@code errorPercent} if wanted. */
  private ObjectNode outage(JsonNode arguments) {
    stores.disturb(
        shop(arguments),
        new Outage(
            Outage.state(StageAdmin.required(arguments, "state")),
            arguments.path("errorPercent").asInt(0)));
    return JsonNodeFactory.instance.objectNode();
  }

  /** Tells the parameter and what it says; with {@code store, provider} it is changed before. */
  private ObjectNode provider(JsonNode arguments) {
    String name = stores.providerSwitch();
    ObjectNode choice = choice(parameters.value(name));
    if (arguments.has("store")) {
      String provider = StageAdmin.required(arguments, "provider");
      if (!provider.equals(ProviderSwitch.PRIMARY) && !provider.equals(ProviderSwitch.BACKUP)) {
        throw new IllegalArgumentException("no provider: " + provider);
      }
      choice.put(shop(arguments).id(), provider);
      parameters.put(name, choice.toString());
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("parameter", name);
    answer.set("providers", choice);
    return answer;
  }

  /** All of them by their name in the API. */
  Map<String, AdminApi.Operation> operations() {
    return Map.of(
        "store-buy", this::buy,
        "store-refund", this::refund,
        "store-outage", this::outage,
        "payment-provider", this::provider);
  }

  private static Shop shop(JsonNode arguments) {
    return Shop.of(StageAdmin.required(arguments, "store"));
  }

  private static ObjectNode choice(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode choice) {
        return choice;
      }
    } catch (JsonProcessingException e) {
      throw new StageException("the parameter of the providers is damaged: " + text, e);
    }
    throw new StageException("the parameter of the providers is damaged: " + text);
  }
}
