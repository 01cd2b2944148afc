package io.gamekeeper.local.aws.cloudfront;

/** The edge locations of the stage, named after airports as CloudFront names them. */
public enum Location {
  /** Frankfurt, at the main port. */
  FRA("FRA56-P1"),
  /** Washington. */
  IAD("IAD89-P1"),
  /** Tokyo. */
  NRT("NRT57-P1");

  private final String pop;

  Location(String pop) {
    this.pop = pop;
  }

  /** Returns the value of {@code X-Amz-Cf-Pop}. */
  String pop() {
    return pop;
  }
}
