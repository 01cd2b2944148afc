package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.OutboxEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.PlayerTokens;
import io.gamekeeper.testing.Requests;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A platform with a real database, two stores, and a client of the purchases' routes. */
final class Shop {
  static final PlayerTokens PLAYERS = new PlayerTokens("key");
  private static final ObjectMapper JSON = new ObjectMapper();

  final FakePlatform platform = new FakePlatform();
  final FakeStoreFront apple = new FakeStoreFront(Store.APPLE);
  final FakeStoreFront google = new FakeStoreFront(Store.GOOGLE);
  final PurchasesHandler purchases;

  Shop(TestDatabase database) {
    this(database.source());
  }

  Shop(DataSource database) {
    this(database, (platform, limits) -> platform.database());
  }

  /** A shop whose database knows the platform's time and how long it may take. */
  Shop(DataSource database, BiFunction<FakePlatform, DatabaseLimits, DataSource> databases) {
    platform.database = database;
    platform.databases = limits -> databases.apply(platform, limits);
    platform.clients.put(DynamoDbClient.class, Tables.dynamo());
    platform.variables.putAll(
        new DatabaseEnvironment("mysql://payments@127.0.0.1:3306/gamekeeper").toMap());
    platform.variables.putAll(new OutboxEnvironment("game").toMap());
    platform.variables.putAll(PlayerTokens.IDENTITY.toMap());
    platform.variables.putAll(
        new StoreEnvironment(
                "arn:secret",
                "/switch",
                Tables.once(),
                "io.gamekeeper.game",
                1L,
                "Sandbox",
                "io.gamekeeper.game",
                "https://game.example/google",
                true,
                List.of(),
                5)
            .toMap());
    platform.web =
        (request, timeout) -> {
          if (request.uri().toString().equals(PlayerTokens.IDENTITY.jwksUrl())) {
            return new WebClient.Response(200, PlayerTokens.keySet(PLAYERS));
          }
          throw new IOException("nobody answers at " + request.uri());
        };
    purchases = new PurchasesHandler(platform, List.of(apple, google));
  }

  /** Gives a player a hundred gems for real money. */
  Answer buyGems(String player, String key) {
    return buy(
        player,
        key,
        "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\""
            + apple.sell("gems-100", platform.time.instant())
            + "\"}");
  }

  Answer buy(String player, String key, String body) {
    return call("POST", "/v1/purchases", player, Map.of("idempotency-key", key), body);
  }

  Answer inventory(String player) {
    return call("GET", "/v1/players/me/inventory", player, Map.of(), null);
  }

  Answer call(
      String method,
      String path,
      String player,
      Map<String, String> extraHeaders,
      @Nullable String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/json");
    if (!player.isEmpty()) {
      headers.put("authorization", PLAYERS.bearer(player, platform.time.instant()));
    }
    headers.putAll(extraHeaders);
    return Answer.of(
        purchases.handleRequest(
            Requests.event(method, path, Map.of(), headers, body),
            platform.invocation(TimeLimit.PLAYER)));
  }

  record Answer(ApplicationLoadBalancerResponseEvent event, JsonNode body) {
    static Answer of(ApplicationLoadBalancerResponseEvent event) {
      try {
        return new Answer(event, JSON.readTree(event.getBody()));
      } catch (IOException e) {
        throw new AssertionError(event.getBody(), e);
      }
    }

    int status() {
      return event.getStatusCode();
    }

    /** Returns the last part of a problem's type. */
    String problem() {
      String type = body.path("type").asText();
      return type.substring(type.lastIndexOf('/') + 1);
    }

    @Nullable String header(String name) {
      return event.getHeaders().get(name);
    }
  }
}
