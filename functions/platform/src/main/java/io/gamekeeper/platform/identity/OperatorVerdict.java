package io.gamekeeper.platform.identity;

/** The result of asking who operates. */
public sealed interface OperatorVerdict {

  /** The operator is known. */
  record Known(Operator operator) implements OperatorVerdict {}

  /** Nobody has signed in, or what should prove it does not. */
  record Unauthenticated(String reason) implements OperatorVerdict {}

  /** Somebody is known who is no operator of this stage. */
  record NoOperator(String reason) implements OperatorVerdict {}

  /** Nobody can tell: the load balancer's public key cannot be fetched. */
  record Unverifiable() implements OperatorVerdict {}
}
