package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.storefront.ProviderSwitches;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers operators about payments: {@code GET /ops/v1/ledger} checks the ledger, {@code GET} and
 * {@code PUT /ops/v1/payments/provider} show and choose how each store is asked, and {@code GET
 * /ops/v1/payments/players/{player}} hands out what is kept of a player.
 */
public final class PaymentOperationsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final String PROVIDER = "/ops/v1/payments/provider";
  private static final int MOST_BYTES = 1024;

  private final LedgerReport ledger;
  private final ProviderSwitches switches;
  private final OperationsBoundary boundary;

  /**
   * A choice.
   *
   * @param store apple or google
   * @param provider primary or backup
   * @param was what the operator saw before; null if that does not matter
   */
  record ProviderChoiceRequest(
      @Nullable String store, @Nullable String provider, @Nullable String was) {}

  /** Called by Lambda. */
  public PaymentOperationsHandler() {
    this(Platform.lambda());
  }

  public PaymentOperationsHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.inBackground(platform, DatabaseLimits.LONG_WORK);
    ledger = new LedgerReport(wiring);
    switches =
        new ProviderSwitches(
            platform, platform.environment().getOrDefault(StoreEnvironment.PROVIDER_SWITCH, ""));
    Operators operators = Operators.of(platform, wiring.telemetry());
    boundary =
        new OperationsBoundary(
            wiring.telemetry(),
            Route.forOperators(
                "GET",
                "/ops/v1/ledger",
                OperatorRole.VIEWER,
                operators,
                call -> HttpResponse.ok(ledger.make())),
            Route.forOperators(
                "GET",
                PROVIDER,
                OperatorRole.VIEWER,
                operators,
                call -> HttpResponse.ok(Map.of("providers", switches.read()))),
            Route.forOperators("PUT", PROVIDER, OperatorRole.ON_CALL, operators, this::choose),
            new PlayerRoute(platform, wiring).of(operators));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse choose(Call call) {
    return call.request()
        .body(ProviderChoiceRequest.class, MOST_BYTES)
        .answer(
            asked ->
                choose(
                    Objects.requireNonNullElse(asked.store(), ""),
                    Objects.requireNonNullElse(asked.provider(), ""),
                    asked.was()));
  }

  private HttpResponse choose(String store, String provider, @Nullable String was) {
    return switch (switches.choose(store, provider, was)) {
      case ProviderSwitches.Outcome.Chosen(var before, var after) ->
          HttpResponse.changed(Map.of("providers", before), Map.of("providers", after));
      case ProviderSwitches.Outcome.Changed(String now) ->
          HttpResponse.of(
              Problem.conflict("somebody else chose " + now + " for " + store + " meanwhile"));
      case ProviderSwitches.Outcome.Unknown(String reason) ->
          HttpResponse.of(Problem.malformed(reason));
    };
  }
}
