package io.gamekeeper.local.aws.elb;

/** The targets to which the rules of a listener forward requests. */
public sealed interface TargetGroup permits FunctionTargets, InstanceTargets {

  /** Returns the logical id of the target group. */
  String logicalId();

  /** Returns the ARN, by which rules name the target group. */
  String arn();
}
