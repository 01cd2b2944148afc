package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.util.Optional;

/** Reads numbers with fractions. */
final class Numbers {
  private Numbers() {}

  /** Returns a finite number; empty if absent. */
  static Optional<Double> optional(ResourceProperties properties, String name) {
    return properties
        .optionalString(name)
        .map(
            text -> {
              double number;
              try {
                number = Double.parseDouble(text);
              } catch (NumberFormatException e) {
                throw new TemplateException(
                    properties.where(name), "is " + text + " instead of a number", e);
              }
              if (!Double.isFinite(number)) {
                throw new TemplateException(
                    properties.where(name), "is " + text + " instead of a number");
              }
              return number;
            });
  }
}
