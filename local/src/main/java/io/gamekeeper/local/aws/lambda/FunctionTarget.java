package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A function that services call asynchronously. */
record FunctionTarget(LambdaService functions, String arn) implements Target {

  @Override
  public String action() {
    return "lambda:InvokeFunction";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    return functions.refusal(arn, principal, sourceArn);
  }

  @Override
  public void take(Call call) throws NotTakenException {
    try {
      functions.invokeLater(
          arn, call.payload().getBytes(StandardCharsets.UTF_8), call.traceHeader());
    } catch (StageException e) {
      throw new NotTakenException(NotTakenException.NO_RESOURCE, String.valueOf(e.getMessage()));
    }
  }
}
