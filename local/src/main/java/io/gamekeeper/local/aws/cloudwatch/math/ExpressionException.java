package io.gamekeeper.local.aws.cloudwatch.math;

/** An expression that CloudWatch would refuse, or that the stage does not simulate. */
public final class ExpressionException extends RuntimeException {

  /**
   * A refused expression.
   *
   * @param problem continues a message that begins with the expression's place
   */
  ExpressionException(String problem) {
    super(problem);
  }

  /** The problem, which continues a message that begins with the expression's place. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
