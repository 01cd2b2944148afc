package io.gamekeeper.local.aws.lambda;

/** The caller of a function. */
public sealed interface Caller {

  /**
   * An AWS service; the function's resource policy must allow it.
   *
   * @param principal for instance {@code elasticloadbalancing.amazonaws.com}
   * @param sourceArn the resource on whose behalf it calls
   */
  record Service(String principal, String sourceArn) implements Caller {}

  /** A caller whose own policies were checked already, such as a function's role. */
  record Authorized() implements Caller {}
}
