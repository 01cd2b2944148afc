package io.gamekeeper.infra.payment;

import io.gamekeeper.infra.function.LiveFunction;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.constructs.Construct;

/**
 * The step of the deployment that runs the migration function whenever there is a new version of
 * it: a change of the scripts is a change of its zip. If it fails, the deployment is rolled back.
 */
final class Migration extends Construct {
  private static final String TYPE = "Custom::DatabaseMigration";

  /**
   * The longest that CloudFormation's event waits for the function to start; Lambda allows nothing
   * shorter.
   */
  private static final Duration START = Duration.minutes(1);

  /** The time for the function's answer to arrive. */
  private static final Duration LAST_WORD = Duration.minutes(1);

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
    // The function and its way to the database exist before it is invoked.
    getNode().addDependency(network, function);
    function
        .live()
        .configureAsyncInvoke(
            // Lambda would repeat a failed invocation twice, minutes after CloudFormation has given
            // up and rolled back, and beside the next deployment. The person who deploys repeats
            // it.
            EventInvokeConfigOptions.builder().retryAttempts(0).maxEventAge(START).build());
    CustomResource.Builder.create(this, "Run")
        .resourceType(TYPE)
        .serviceToken(function.live().getFunctionArn())
        .serviceTimeout(START.plus(timeout).plus(LAST_WORD))
        .properties(Map.of("FunctionVersion", function.live().getVersion().getVersion()))
        .build();
  }

  /** Makes these functions wait for a database that is up to date. */
  void before(LiveFunction... functions) {
    for (LiveFunction function : functions) {
      function.getNode().addDependency(this);
    }
  }
}
