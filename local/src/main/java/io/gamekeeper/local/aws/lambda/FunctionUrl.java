package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import io.gamekeeper.local.http.RequestBody;
import io.gamekeeper.local.http.Site;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.iam.RoleSession;
import io.gamekeeper.local.identity.SignatureCheck;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.InvocationResult;
import java.util.List;

/**
 * The address of a function for callers who sign: the signature says who calls, and the policies of
 * that role decide. Both actions have to be allowed, as AWS demands for URLs that were created
 * since October 2025.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to
 *     Lambda function URLs</a>
 */
final class FunctionUrl implements Site {
  /** The largest event and the largest response of a call that waits. */
  static final int LIMIT_BYTES = 6 << 20;

  private static final String FORBIDDEN =
      "Forbidden. For troubleshooting Function URL authorization issues, see:"
          + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

  private static final RequestContext BY_URL =
      RequestContext.NONE.with("lambda:FunctionUrlAuthType", "AWS_IAM");
  private static final RequestContext VIA_URL =
      RequestContext.NONE.with("lambda:InvokedViaFunctionUrl", "true");

  private final LambdaService functions;
  private final String function;
  private final String host;
  private final SignatureCheck signatures;
  private final Ground ground;

  /**
   * Creates the address.
   *
   * @param function its ARN, with the qualifier if the address has one
   */
  FunctionUrl(
      LambdaService functions,
      String function,
      String host,
      SignatureCheck signatures,
      Ground ground) {
    this.functions = functions;
    this.function = function;
    this.host = host;
    this.signatures = signatures;
    this.ground = ground;
  }

  @Override
  public Answer answer(FrontRequest request, long startNanos) throws InterruptedException {
    byte[] body;
    try {
      body = request.body().whole(LIMIT_BYTES);
    } catch (RequestBody.UnusableException e) {
      return e.status() == 413 ? tooLarge() : FrontResponse.closing(e.status());
    }
    RoleSession caller;
    try {
      caller = signatures.signer(request, body);
    } catch (SignatureCheck.RefusedException e) {
      return message(403, String.valueOf(e.getMessage()));
    }
    if (!allows(caller.role(), "lambda:InvokeFunctionUrl", BY_URL)
        || !allows(caller.role(), "lambda:InvokeFunction", VIA_URL)) {
      return message(403, FORBIDDEN);
    }
    byte[] event =
        UrlEvent.encode(
            request,
            body,
            host,
            caller,
            ground.ids().requestId(),
            ground.ids().traceId(),
            ground.time().clock().instant());
    return event.length > LIMIT_BYTES
        ? tooLarge()
        : response(functions.invoke(function, event, new EngineTime()));
  }

  private boolean allows(Role role, String action, RequestContext context) {
    return role.decide(action, function, context).allowed();
  }

  private FrontResponse response(InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered(byte[] payload) -> decoded(payload);
      case InvocationResult.Failed _ -> message(502, "Internal Server Error"); // noted already
      case InvocationResult.Throttled(String reason) -> {
        note(reason);
        yield message(429, "Rate Exceeded.");
      }
    };
  }

  private FrontResponse decoded(byte[] payload) {
    try {
      return UrlResponse.decode(payload);
    } catch (UrlResponse.MalformedException e) {
      note("its response " + e.getMessage());
      return message(502, "Internal Server Error");
    }
  }

  private void note(String problem) {
    ground.errors().note(functions.function(function).logicalId(), problem);
  }

  private static FrontResponse tooLarge() {
    return message(
        413,
        "Request must be smaller than " + LIMIT_BYTES + " bytes for the InvokeFunction operation");
  }

  private static FrontResponse message(int status, String text) {
    return new FrontResponse(
        status,
        List.of(new FrontRequest.Field("content-type", "application/json")),
        UrlEvent.JSON.createObjectNode().put("Message", text).toString().getBytes(UTF_8));
  }
}
