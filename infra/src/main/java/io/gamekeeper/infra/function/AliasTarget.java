package io.gamekeeper.infra.function;

import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationLoadBalancerTarget;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.LoadBalancerTargetProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.IAlias;
import software.amazon.awscdk.services.lambda.Permission;
import software.constructs.Construct;

/** A function's alias as a target; only load balancers of this account may invoke it. */
record AliasTarget(IAlias alias) implements IApplicationLoadBalancerTarget {
  /**
   * No health check: each is an invocation that is paid for, and a group with one function in it
   * has nowhere else to send a request.
   */
  static final HealthCheck UNCHECKED = HealthCheck.builder().enabled(false).build();

  private static final String PERMISSION = "LoadBalancer";

  /** Creates a target group of that alias alone. */
  static ApplicationTargetGroup group(
      Construct scope, String id, IAlias alias, HealthCheck healthCheck) {
    ApplicationTargetGroup group =
        ApplicationTargetGroup.Builder.create(scope, id)
            .targetType(TargetType.LAMBDA)
            .multiValueHeadersEnabled(true)
            .healthCheck(healthCheck)
            .build();
    group.addTarget(new AliasTarget(alias));
    return group;
  }

  @Override
  public LoadBalancerTargetProps attachToApplicationTargetGroup(IApplicationTargetGroup group) {
    // A permission for the target group alone would have to exist before the group and name it.
    // Routes of one function share it.
    if (alias.getNode().tryFindChild(PERMISSION) == null) {
      alias.addPermission(
          PERMISSION,
          Permission.builder()
              .principal(new ServicePrincipal("elasticloadbalancing.amazonaws.com"))
              .sourceAccount(Stack.of(group).getAccount())
              .build());
    }
    group.getNode().addDependency(alias);
    return LoadBalancerTargetProps.builder()
        .targetType(TargetType.LAMBDA)
        .targetJson(Map.of("id", alias.getFunctionArn()))
        .build();
  }
}
