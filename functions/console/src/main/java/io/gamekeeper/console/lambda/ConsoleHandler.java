package io.gamekeeper.console.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.console.page.PageFiles;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.audit.DynamoAuditTrail;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Answers operators: the console's pages, and what no other function of the API answers. */
public final class ConsoleHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final PageFiles pages = new PageFiles();
  private final OperationsBoundary boundary;

  /** Called by Lambda. */
  public ConsoleHandler() {
    this(Platform.lambda());
  }

  public ConsoleHandler(Platform platform) {
    Telemetry telemetry = new Telemetry(platform);
    OperatorEnvironment environment = OperatorEnvironment.from(platform.environment());
    DynamoAuditTrail trail =
        new DynamoAuditTrail(
            new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
            environment.auditTable());
    Operators operators = Operators.of(platform, trail);
    boundary =
        new OperationsBoundary(
            telemetry,
            Route.forOperators("GET", "/", OperatorRole.VIEWER, operators, call -> page("", call)),
            Route.forOperators(
                "GET",
                "/{file*}",
                OperatorRole.VIEWER,
                operators,
                call -> page(call.variable("file"), call)));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse page(String path, Call call) {
    return pages.answer(path, call.request());
  }
}
