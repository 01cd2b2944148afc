package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.Environment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.payment.Inventories;
import io.gamekeeper.payment.Inventory;
import io.gamekeeper.payment.PlayerRecords;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Hands out what payments keep of one player: first the purchases, then the purchase log. */
final class PlayerRoute {
  private static final int PURCHASES = 200;
  private static final int ENTRIES = 500;
  private static final String OF_PURCHASES = "p:";
  private static final String OF_LOG = "l:";

  private final Inventories inventories;
  private final PlayerRecords books;
  private final PlayersPurchaseLog log;

  /** What is kept of a player; {@code next} is where the next page begins. */
  record Export(
      String player,
      boolean known,
      Inventory inventory,
      List<PlayerRecords.Bought> purchases,
      List<Map<String, Object>> purchaseLog,
      @Nullable String next) {}

  PlayerRoute(Platform platform, PaymentWiring wiring) {
    inventories = wiring.inventories();
    books = wiring.players();
    log =
        new PlayersPurchaseLog(
            new TracedDynamoDb(platform.client(DynamoDbClient.class), wiring.telemetry()),
            Environment.required(
                platform.environment(), PurchaseLogEnvironment.PURCHASE_LOG_TABLE));
  }

  Route of(Operators operators) {
    return Route.forOperators(
            "GET",
            "/ops/v1/payments/players/{player}",
            OperatorRole.APPROVER,
            operators,
            call -> call.playerInPath().answer(player -> export(player, call)))
        .accountable();
  }

  private HttpResponse export(String player, Call call) {
    String cursor = Objects.requireNonNullElse(call.request().query("cursor"), OF_PURCHASES);
    if (cursor.startsWith(OF_PURCHASES)) {
      return HttpResponse.ok(purchases(player, cursor.substring(OF_PURCHASES.length())));
    }
    if (cursor.startsWith(OF_LOG)) {
      return HttpResponse.ok(log(player, cursor.substring(OF_LOG.length())));
    }
    return HttpResponse.of(Problem.malformed("'cursor' is not what a page called 'next'"));
  }

  private Export purchases(String player, String after) {
    List<PlayerRecords.Bought> purchases = books.purchases(player, after, PURCHASES);
    Inventory inventory = inventories.of(player);
    boolean known =
        !purchases.isEmpty() || !inventory.wallet().isEmpty() || !inventory.items().isEmpty();
    String next = purchases.size() < PURCHASES ? OF_LOG : OF_PURCHASES + purchases.getLast().id();
    return new Export(player, known, inventory, purchases, List.of(), next);
  }

  private Export log(String player, String after) {
    PlayersPurchaseLog.Page page = log.after(player, after, ENTRIES);
    return new Export(
        player,
        !page.entries().isEmpty(),
        inventories.of(player),
        List.of(),
        page.entries(),
        page.last().map(key -> OF_LOG + key).orElse(null));
  }
}
