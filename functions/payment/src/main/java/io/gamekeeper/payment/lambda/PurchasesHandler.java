package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.Inventories;
import io.gamekeeper.payment.Inventory;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Purchases;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.storefront.StoreFronts;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.idempotency.Idempotency;

/**
 * Answers {@code POST /v1/purchases} and {@code GET /v1/players/me/inventory} for the token's
 * player.
 */
public final class PurchasesHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(PurchasesHandler.class);
  private static final int KEY_LIMIT = 128;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Purchases purchases;
  private final Inventories inventories;
  private final Telemetry telemetry;
  private final HttpBoundary boundary;
  private final Priming priming;

  /** Called by Lambda. */
  public PurchasesHandler() {
    this(Platform.lambda());
  }

  public PurchasesHandler(Platform platform) {
    this(platform, new StoreFronts(platform).fronts().values());
  }

  PurchasesHandler(Platform platform, Collection<StoreFront> stores) {
    PaymentWiring wiring = PaymentWiring.forPlayers(platform);
    purchases = wiring.purchases(stores);
    inventories = wiring.inventories();
    telemetry = wiring.telemetry();
    TokenVerifier verifier =
        new TokenVerifier(IdentityEnvironment.from(platform.environment()), platform);
    boundary =
        new HttpBoundary(
            telemetry,
            Route.forPlayers("POST", "/v1/purchases", verifier, this::purchase).keepingErrors(),
            Route.forPlayers("GET", "/v1/players/me/inventory", verifier, this::inventory));
    priming = new Priming(boundary, "/v1/purchases", PurchaseBody.class);
    platform.onSnapshot(priming);
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    Idempotency.registerLambdaContext(context);
    return boundary.serve(event, context);
  }

  private HttpResponse purchase(Call call) {
    String key = call.request().header("idempotency-key");
    if (key == null || !isKey(key)) {
      return HttpResponse.of(
          Problem.malformed(
              "send an Idempotency-Key of 1 to 128 printable ASCII characters, a new one for each"
                  + " purchase"));
    }
    return call.request()
        .body(PurchaseBody.class, BodyLimit.RECEIPT.bytes())
        .then(body -> request(call.player(), key, body))
        .answer(this::purchase);
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= KEY_LIMIT
        && key.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static Decoded<PurchaseRequest> request(String player, String key, PurchaseBody body) {
    if (body.playerId != null && !body.playerId.equals(player)) {
      return new Decoded.Refused<>(
          Problem.forbidden("purchases are made for the token's player only"));
    }
    String sku = body.sku;
    if (sku == null) {
      return malformed("field 'sku' is missing");
    }
    Optional<Store> store = Optional.ofNullable(body.store).flatMap(Store::of);
    if (store.isEmpty()) {
      return malformed("field 'store' must be wallet, apple or google");
    }
    return shownPrice(body.price)
        .then(
            price ->
                new Decoded.Value<>(
                    new PurchaseRequest(
                        player,
                        key,
                        sku,
                        store.get(),
                        body.quantity == null ? 1 : body.quantity,
                        price,
                        Optional.ofNullable(body.receipt))));
  }

  private static Decoded<Optional<Price>> shownPrice(PurchaseBody.@Nullable ShownPrice shown) {
    if (shown == null) {
      return new Decoded.Value<>(Optional.empty());
    }
    if (shown.currency == null || shown.minorUnits == null) {
      return malformed("field 'price' needs 'currency' and 'minorUnits'");
    }
    try {
      return new Decoded.Value<>(Optional.of(new Price(shown.currency, shown.minorUnits)));
    } catch (IllegalArgumentException e) {
      return malformed("field 'price' is not an amount of a currency");
    }
  }

  private static <T> Decoded<T> malformed(String detail) {
    return new Decoded.Refused<>(Problem.malformed(detail));
  }

  /** Buys; the request counts as a failure of ours until it is known to be none. */
  private HttpResponse purchase(PurchaseRequest request) {
    double success = 0;
    try {
      PurchaseOutcome outcome = purchases.buy(request);
      success =
          switch (outcome) {
            case PurchaseOutcome.Granted _,
                PurchaseOutcome.KeyReused _,
                PurchaseOutcome.CannotPay _,
                PurchaseOutcome.Refused _,
                PurchaseOutcome.TooManyPending _ ->
                100;
            case PurchaseOutcome.Pending _, PurchaseOutcome.Unknown _ -> 0;
          };
      return answer(outcome);
    } finally {
      telemetry.record(GameMetric.PAYMENT_SUCCESS_RATE, success);
    }
  }

  private HttpResponse answer(PurchaseOutcome outcome) {
    return switch (outcome) {
      case PurchaseOutcome.Granted(Grant grant, boolean repeated) -> {
        telemetry.count(
            repeated
                ? GameMetric.PURCHASES_REPEATED
                : grant.test() ? GameMetric.TEST_PURCHASES : GameMetric.PURCHASES_COMPLETED);
        if (!repeated && !grant.test() && !purchases.isPriceListed(grant)) {
          telemetry.count(GameMetric.UNLISTED_PRICES);
        }
        yield HttpResponse.json(repeated ? 200 : 201, PurchaseAnswer.of(grant));
      }
      case PurchaseOutcome.KeyReused() -> refused(Problems.keyReused());
      case PurchaseOutcome.CannotPay() -> refused(Problems.cannotPay());
      case PurchaseOutcome.Refused(var refusal) -> refused(Problems.refused(refusal));
      case PurchaseOutcome.Pending() -> {
        telemetry.count(GameMetric.STORE_UNAVAILABLE);
        yield HttpResponse.of(Problems.pending());
      }
      case PurchaseOutcome.TooManyPending() -> refused(Problems.tooManyPending());
      case PurchaseOutcome.Unknown() -> HttpResponse.of(Problems.unknown());
    };
  }

  private HttpResponse refused(Problem problem) {
    telemetry.count(GameMetric.PURCHASES_REFUSED);
    return HttpResponse.of(problem);
  }

  private HttpResponse inventory(Call call) {
    try {
      Inventory inventory = inventories.of(call.player());
      return HttpResponse.ok(InventoryAnswer.of(inventory));
    } catch (LedgerUnavailableException e) {
      LOG.warn("The ledger does not answer: {}", e.toString());
      telemetry.failed(e);
      return HttpResponse.of(Problem.unavailable(SOON));
    }
  }
}
