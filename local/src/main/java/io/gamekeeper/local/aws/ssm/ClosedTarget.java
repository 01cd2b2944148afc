package io.gamekeeper.local.aws.ssm;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** A response plan of Incident Manager, which takes no new customers. */
record ClosedTarget(Arn arn) implements Target {
  private static final String CLOSED =
      "Incident Manager is closed to new customers; use an OpsItem or a topic";

  @Override
  public String action() {
    return "ssm-incidents:StartIncident";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    return Optional.of(CLOSED);
  }

  @Override
  public void take(Call call) throws NotTakenException {
    throw new NotTakenException("NO_RESOURCE", arn + ": " + CLOSED);
  }
}
