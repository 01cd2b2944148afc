package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.payment.Reconciler;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.storefront.StoreFronts;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.idempotency.Idempotency;

/** Finishes pending purchases: kept receipts, acknowledgements, refunds. Answers with a report. */
public final class PaymentReconcilerHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentReconcilerHandler.class);

  /** The time of a run, which ends before the next one starts. */
  static final Duration SHIFT = Duration.ofSeconds(50);

  /** The longest time of the last step after the deadline, with all its time-outs. */
  static final Duration LAST_STEP = Duration.ofSeconds(8);

  private final Reconciler reconciler;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public PaymentReconcilerHandler() {
    this(Platform.lambda());
  }

  public PaymentReconcilerHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.inBackground(platform, DatabaseLimits.BACKGROUND);
    StoreFronts stores = new StoreFronts(platform);
    reconciler =
        wiring.reconciler(stores.fronts().values(), Map.of(Store.GOOGLE, stores.voidedPurchases()));
    clock = platform.clock();
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> {
          Idempotency.registerLambdaContext(context);
          return run(deadline(context));
        });
  }

  private Instant deadline(Context context) {
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(LAST_STEP);
    return clock.instant().plus(left.compareTo(SHIFT) < 0 ? left : SHIFT);
  }

  private Map<String, Object> run(Instant deadline) {
    Reconciler.Report report = reconciler.run(deadline);
    telemetry.record(
        GameMetric.OLDEST_PENDING_PURCHASE, report.oldestPending().toMillis() / 1000.0);
    telemetry.record(GameMetric.PENDING_PURCHASES, report.kept());
    record(GameMetric.PURCHASES_COMPLETED, report.granted());
    record(GameMetric.PURCHASES_REFUSED, report.refused());
    record(GameMetric.STORE_UNAVAILABLE, report.unavailable());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("granted", report.granted());
    answer.put("refused", report.refused());
    answer.put("acknowledged", report.acknowledged());
    answer.put("takenBack", report.takenBack());
    answer.put("reinstated", report.reinstated());
    answer.put("unavailable", report.unavailable());
    answer.put("cleaned", report.cleaned());
    answer.put("kept", report.kept());
    answer.put("oldestPendingSeconds", report.oldestPending().toSeconds());
    LOG.info("Reconciled: {}", answer);
    return answer;
  }

  private void record(GameMetric metric, int count) {
    if (count > 0) {
      telemetry.record(metric, count);
    }
  }
}
