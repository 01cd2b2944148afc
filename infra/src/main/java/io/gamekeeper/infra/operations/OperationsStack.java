package io.gamekeeper.infra.operations;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.infra.config.ConstructId;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * The operators' console, and the roles whose credentials sign what the command line and machines
 * ask. A role's name says what its holder may do; the functions look at it. All four may call the
 * same functions, by their own addresses only.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to
 *     Lambda function URLs</a>
 */
public final class OperationsStack extends StageStack {
  /**
   * Creates the stack below a stage.
   *
   * @param console what the console is made of
   * @param others the functions of other stacks that answer operators too
   */
  public OperationsStack(
      Construct scope,
      String id,
      StageConfig config,
      BundledFunctions.Props console,
      List<LiveFunction> others) {
    super(scope, id, config, "The operators' console and roles");
    List<LiveFunction> functions = new ArrayList<>(others);
    functions.add(
        new BundledFunctions(this, securityGroup(console), console)
            .deployForOperators(GameFunction.CONSOLE, Timeouts.of(TimeLimit.OPERATOR), Map.of()));
    ManagedPolicy policy = policy(functions);
    for (OperatorRole role : OperatorRole.values()) {
      Role.Builder.create(this, ConstructId.of(role.key()) + "Role")
          // People type it.
          .roleName(role.roleName(config.name().key()))
          .description("Signs what operators ask: " + role.key())
          .assumedBy(new AccountRootPrincipal())
          .maxSessionDuration(Duration.hours(1))
          .managedPolicies(List.of(policy))
          .build();
    }
  }

  /**
   * Allows calling the functions by their addresses, which takes both actions, and finding the
   * addresses.
   */
  private ManagedPolicy policy(List<LiveFunction> functions) {
    List<String> arns =
        functions.stream().map(function -> function.live().getFunctionArn()).toList();
    return ManagedPolicy.Builder.create(this, "Callers")
        .managedPolicyName("gamekeeper-" + config().name().key() + "-operations-api")
        .description("Calls the operations API of " + config().name().key())
        .statements(
            List.of(
                PolicyStatement.Builder.create()
                    .actions(List.of("lambda:InvokeFunctionUrl"))
                    .resources(arns)
                    .conditions(
                        Map.of("StringEquals", Map.of("lambda:FunctionUrlAuthType", "AWS_IAM")))
                    .build(),
                PolicyStatement.Builder.create()
                    .actions(List.of("lambda:InvokeFunction"))
                    .resources(arns)
                    .conditions(Map.of("Bool", Map.of("lambda:InvokedViaFunctionUrl", "true")))
                    .build(),
                PolicyStatement.Builder.create()
                    .actions(List.of("ssm:GetParametersByPath"))
                    .resources(
                        List.of(
                            formatArn(
                                ArnComponents.builder()
                                    .service("ssm")
                                    .resource("parameter")
                                    .resourceName(
                                        OperationsPart.parameters(config().name().key())
                                            .substring(1))
                                    .build())))
                    .build()))
        .build();
  }

  private SecurityGroup securityGroup(BundledFunctions.Props console) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(console.vpc())
            .description("What the console may reach")
            .allowAllOutbound(false)
            .build();
    // DynamoDB's gateway end point, CloudWatch, X-Ray and Auto Scaling have public addresses.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "AWS, keys of the load balancer");
    return group;
  }
}
