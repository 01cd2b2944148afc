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
   * CloudFormation's event waits this long at most until the function starts; Lambda knows nothing
   * shorter.
   */
  private static final Duration START = Duration.minutes(1);

  /** For the function's last word to arrive. */
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
    // Who is to be asked, and how, stands before it is asked.
    getNode().addDependency(network, function);
    function
        .live()
        .configureAsyncInvoke(
            // Lambda would start what failed or was ended twice again, minutes after CloudFormation
            // has given up and gone back, and beside the next deployment. Who repeats is the person
            // who deploys.
            EventInvokeConfigOptions.builder().retryAttempts(0).maxEventAge(START).build());
    CustomResource.Builder.create(this, "Run")
        .resourceType(TYPE)
        .serviceToken(function.live().getFunctionArn())
        .serviceTimeout(START.plus(timeout).plus(LAST_WORD))
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
