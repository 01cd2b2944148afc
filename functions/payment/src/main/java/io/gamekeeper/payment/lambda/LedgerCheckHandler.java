package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.Map;

/** Checks on a schedule that no money is lost or doubled; answers a {@link LedgerReport}. */
public final class LedgerCheckHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final LedgerReport report;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public LedgerCheckHandler() {
    this(Platform.lambda());
  }

  public LedgerCheckHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.inBackground(platform, DatabaseLimits.LONG_WORK);
    report = new LedgerReport(wiring);
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(context, Telemetry.correlationId(null, context), report::make);
  }
}
