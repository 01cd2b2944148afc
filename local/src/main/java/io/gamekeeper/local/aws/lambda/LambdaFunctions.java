package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.CallerTrace;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.InvocationResult;
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
final class LambdaFunctions {
  private static final int ACCEPTED = 202;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int THROTTLED = 429;

  private final LambdaService functions;

  private LambdaFunctions(LambdaService functions) {
    this.functions = functions;
  }

  /** Returns the service in front of the stage's functions. */
  static SimulatedService<LambdaClient> service(LambdaService functions) {
    LambdaFunctions api = new LambdaFunctions(functions);
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
            request -> List.of(new Access.ByRole("lambda:InvokeFunction", api.arn(request))),
            api::invoke);
  }

  /** Returns the ARN by which policies name the function, with the qualifier if one is given. */
  private String arn(InvokeRequest request) {
    FunctionReference reference = reference(request);
    return functions.find(reference.name()).isPresent()
        ? functions.qualifiedArn(reference.toString())
        : AwsEnvironment.LAPTOP.arn("lambda", "function:" + reference);
  }

  private InvokeResponse invoke(InvokeRequest request) {
    FunctionReference reference = reference(request);
    if (functions.find(reference.name()).isEmpty()) {
      throw ResourceNotFoundException.builder()
          .awsErrorDetails(
              details("ResourceNotFoundException", "Function not found: " + arn(request)))
          .statusCode(NOT_FOUND)
          .build();
    }
    @Nullable SdkBytes payload = request.payload();
    byte[] event = payload == null ? "{}".getBytes(UTF_8) : payload.asByteArray();
    InvokeResponse.Builder response =
        InvokeResponse.builder().executedVersion(reference.qualifier());
    return switch (request.invocationType()) {
      case EVENT -> {
        functions.invokeLater(reference.toString(), event, CallerTrace.of(request));
        yield response.statusCode(ACCEPTED).payload(SdkBytes.fromUtf8String("")).build();
      }
      case null -> answer(response, result(request, reference, event));
      case REQUEST_RESPONSE -> answer(response, result(request, reference, event));
      case DRY_RUN, UNKNOWN_TO_SDK_VERSION ->
          throw new NotSimulatedException(
              "lambda:invoke with InvocationType " + request.invocationTypeAsString());
    };
  }

  private InvocationResult result(
      InvokeRequest request, FunctionReference reference, byte[] event) {
    try {
      return functions.invoke(
          reference.toString(), event, CallerTrace.of(request), new EngineTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while " + reference + " was invoked", e);
    }
  }

  private static InvokeResponse answer(InvokeResponse.Builder response, InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered(byte[] payload) ->
          response.statusCode(200).payload(SdkBytes.fromByteArray(payload)).build();
      case InvocationResult.Failed failed ->
          response
              .statusCode(200)
              .functionError("Unhandled")
              .payload(SdkBytes.fromByteArray(failed.payload()))
              .build();
      case InvocationResult.Throttled _ ->
          throw TooManyRequestsException.builder()
              .awsErrorDetails(details("TooManyRequestsException", "Rate Exceeded."))
              .statusCode(THROTTLED)
              .build();
    };
  }

  private static FunctionReference reference(InvokeRequest request) {
    FunctionReference named = FunctionReference.parse(request.functionName());
    return Optional.ofNullable(request.qualifier())
        .map(qualifier -> new FunctionReference(named.name(), qualifier))
        .orElse(named);
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Lambda")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
