package io.gamekeeper.local.aws.cloudfront;

/** The edge locations of the stage, by the airport that CloudFront names them after. */
public enum Location {
  /** Frankfurt; the main port's. */
  FRA("FRA56-P1"),
  /** Washington. */
  IAD("IAD89-P1"),
  /** Tokyo. */
  NRT("NRT57-P1");

  private final String pop;

  Location(String pop) {
    this.pop = pop;
  }

  /** As {@code X-Amz-Cf-Pop} says it. */
  String pop() {
    return pop;
  }
}
