package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The API of Lambda for functions: {@code Invoke}. */
public final class LambdaFunctions {
  private static final int THROTTLED = 429;
  private static final int FORBIDDEN = 403;

  private LambdaFunctions() {}

  /** Returns the service in front of the stage's functions. */
  public static SimulatedService<LambdaClient> service(FunctionInvoker invoker) {
    return new SimulatedService<>(
            "lambda",
            LambdaClient.class,
            (code, status, message) ->
                LambdaException.builder()
                    .awsErrorDetails(details(code, message))
                    .statusCode(code.equals("AccessDeniedException") ? FORBIDDEN : status)
                    .build())
        .operation(
            "invoke",
            InvokeRequest.class,
            List.of("FunctionName"),
            request -> List.of(new Access.ByRole("lambda:InvokeFunction", arn(invoker, request))),
            request -> invoke(invoker, request));
  }

  private static String arn(FunctionInvoker invoker, InvokeRequest request) {
    return invoker
        .arn(request.functionName(), Optional.ofNullable(request.qualifier()))
        .orElseGet(() -> AwsEnvironment.LAPTOP.arn("lambda", "function:" + request.functionName()));
  }

  private static InvokeResponse invoke(FunctionInvoker invoker, InvokeRequest request) {
    FunctionInvoker.Type type =
        switch (request.invocationType()) {
          case null -> FunctionInvoker.Type.REQUEST_RESPONSE;
          case EVENT -> FunctionInvoker.Type.EVENT;
          case REQUEST_RESPONSE -> FunctionInvoker.Type.REQUEST_RESPONSE;
          case DRY_RUN, UNKNOWN_TO_SDK_VERSION ->
              throw new NotSimulatedException(
                  "lambda:invoke with InvocationType " + request.invocationTypeAsString());
        };
    FunctionInvoker.Result result =
        invoker
            .invoke(
                request.functionName(),
                Optional.ofNullable(request.qualifier()),
                payload(request.payload()),
                type)
            .orElseThrow(
                () ->
                    ResourceNotFoundException.builder()
                        .awsErrorDetails(
                            details(
                                "ResourceNotFoundException",
                                "Function not found: " + arn(invoker, request)))
                        .statusCode(404)
                        .build());
    if (result.status() == THROTTLED) {
      throw TooManyRequestsException.builder()
          .awsErrorDetails(details("TooManyRequestsException", "Rate Exceeded."))
          .statusCode(THROTTLED)
          .build();
    }
    InvokeResponse.Builder response =
        InvokeResponse.builder()
            .statusCode(result.status())
            .executedVersion(result.executedVersion())
            .payload(SdkBytes.fromUtf8String(result.payload()));
    @Nullable String functionError = result.functionError();
    if (functionError != null) {
      response.functionError(functionError);
    }
    return response.build();
  }

  private static String payload(@Nullable SdkBytes payload) {
    return payload == null ? "{}" : payload.asUtf8String();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Lambda")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
