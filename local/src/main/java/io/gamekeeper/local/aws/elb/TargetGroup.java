package io.gamekeeper.local.aws.elb;

/** Where a listener's rules send requests. */
public sealed interface TargetGroup permits FunctionTargets, InstanceTargets {

  /** Of the target group in its template. */
  String logicalId();

  /** The name by which rules know it. */
  String arn();
}
