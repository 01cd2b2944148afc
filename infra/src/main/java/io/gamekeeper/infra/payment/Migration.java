package io.gamekeeper.infra.payment;

import io.gamekeeper.infra.function.LiveFunction;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.constructs.Construct;

/**
 * Runs the migration function as a step of the deployment, whenever there is a new version of it: a
 * change of the scripts is a change of its zip. If it fails, the deployment goes back.
 */
final class Migration extends Construct {
  private static final String TYPE = "Custom::DatabaseMigration";

  /**
   * Declares the step.
   *
   * @param function what runs
   * @param timeout how long it may run
   * @param network what must be there for the function to reach the database
   */
  Migration(
      Construct scope, String id, LiveFunction function, Duration timeout, ISecurityGroup network) {
    super(scope, id);
    getNode().addDependency(network);
    // CloudFormation calls without waiting: a run that dies would be repeated by Lambda twice,
    // while the stack goes back already.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    function
        .live()
        .configureAsyncInvoke(
            EventInvokeConfigOptions.builder()
                .retryAttempts(0)
                .maxEventAge(timeout.plus(Duration.minutes(1)))
                .build());
    getNode().addDependency(function.live());
    CustomResource.Builder.create(this, "Run")
        .resourceType(TYPE)
        .serviceToken(function.live().getFunctionArn())
        // A little more than the function has, so that its own last word arrives.
        .serviceTimeout(timeout.plus(Duration.minutes(1)))
        .properties(Map.of("FunctionVersion", function.live().getVersion().getVersion()))
        .build();
  }

  /** Lets these be deployed only onto a database that is up to date. */
  void before(LiveFunction... functions) {
    for (LiveFunction function : functions) {
      function.getNode().addDependency(this);
    }
  }
}
