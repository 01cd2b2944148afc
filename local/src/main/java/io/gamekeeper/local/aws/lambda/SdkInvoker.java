package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.InvocationResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The calls between functions by the AWS SDK; the callers' roles were checked before. */
public final class SdkInvoker implements FunctionInvoker {
  private static final int ACCEPTED = 202;
  private static final int THROTTLED = 429;

  private final LambdaService functions;

  public SdkInvoker(LambdaService functions) {
    this.functions = functions;
  }

  @Override
  public Optional<String> arn(String functionName, Optional<String> qualifier) {
    FunctionReference reference = reference(functionName, qualifier);
    return functions
        .find(reference.name())
        .map(
            config ->
                reference.qualifier().equals(FunctionReference.LATEST)
                    ? config.arn()
                    : config.arn() + ":" + reference.qualifier());
  }

  @Override
  public Optional<Result> invoke(
      String functionName, Optional<String> qualifier, String payload, Type type) {
    Optional<String> arn = arn(functionName, qualifier);
    if (arn.isEmpty()) {
      return Optional.empty();
    }
    byte[] event = payload.getBytes(StandardCharsets.UTF_8);
    String version = reference(functionName, qualifier).qualifier();
    try {
      return Optional.of(
          switch (type) {
            case EVENT -> {
              functions.invokeLater(arn.get(), event);
              yield new Result(ACCEPTED, null, "", version);
            }
            case REQUEST_RESPONSE ->
                switch (functions.invoke(arn.get(), event, new EngineTime())) {
                  case InvocationResult.Answered(byte[] answer) ->
                      new Result(200, null, text(answer), version);
                  case InvocationResult.Failed failed ->
                      new Result(200, "Unhandled", text(failed.payload()), version);
                  case InvocationResult.Throttled _ -> new Result(THROTTLED, null, "", version);
                };
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while " + functionName + " was invoked", e);
    }
  }

  private static FunctionReference reference(String functionName, Optional<String> qualifier) {
    FunctionReference reference = FunctionReference.parse(functionName);
    return qualifier.map(q -> new FunctionReference(reference.name(), q)).orElse(reference);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
