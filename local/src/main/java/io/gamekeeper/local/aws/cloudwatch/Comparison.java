package io.gamekeeper.local.aws.cloudwatch;

import java.util.Arrays;
import java.util.Optional;

/** How a value breaches a threshold. */
enum Comparison {
  ABOVE("GreaterThanThreshold", "greater than"),
  AT_LEAST("GreaterThanOrEqualToThreshold", "greater than or equal to"),
  BELOW("LessThanThreshold", "less than"),
  AT_MOST("LessThanOrEqualToThreshold", "less than or equal to");

  private final String operator;
  private final String words;

  Comparison(String operator, String words) {
    this.operator = operator;
    this.words = words;
  }

  /** CloudWatch's name. */
  String operator() {
    return operator;
  }

  /** As it stands in an alarm's reason. */
  String words() {
    return words;
  }

  boolean breaches(double value, double threshold) {
    return switch (this) {
      case ABOVE -> value > threshold;
      case AT_LEAST -> value >= threshold;
      case BELOW -> value < threshold;
      case AT_MOST -> value <= threshold;
    };
  }

  static Optional<Comparison> of(String operator) {
    return Arrays.stream(values()).filter(each -> each.operator.equals(operator)).findFirst();
  }
}
