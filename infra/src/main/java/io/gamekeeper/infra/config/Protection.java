package io.gamekeeper.infra.config;

import software.amazon.awscdk.RemovalPolicy;

/**
 * What stands between a stage and its deletion. A constraint that AWS enforces itself – a stack's
 * termination protection, a table's, a database's or a load balancer's deletion protection – also
 * stops CloudFormation from rolling back a first deployment that fails, so it comes last.
 */
public enum Protection {
  /** Nothing: a stack takes its data with it, and buckets are emptied first. */
  NONE,

  /**
   * Data outlives its stack. Only what a deployment has just created goes when that deployment is
   * rolled back, as a second attempt would find its name taken.
   */
  KEPT,

  /** Data outlives its stack, and AWS refuses to delete the stacks and what holds the data. */
  LOCKED;

  /** Returns whether data outlives its stack. */
  public boolean keepsData() {
    return this != NONE;
  }

  /** Returns whether AWS itself refuses deletions until somebody switches that off. */
  public boolean refusesDeletion() {
    return this == LOCKED;
  }

  /**
   * Returns what happens to data when its stack is deleted.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html">RetainExceptOnCreate</a>
   */
  public RemovalPolicy removalPolicy() {
    return keepsData() ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  }
}
