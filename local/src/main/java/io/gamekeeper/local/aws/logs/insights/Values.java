package io.gamekeeper.local.aws.logs.insights;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of fields: a text, a number ({@link Double}), a time ({@link Instant}), or null where a
 * field is missing. A text that looks like a number is one too; truth is 1 or 0.
 */
final class Values {
  static final Double TRUE = 1.0;
  static final Double FALSE = 0.0;

  /** Numbers follow all texts, which follow nothing. */
  static final Comparator<@Nullable Object> ORDER = Values::compare;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private Values() {}

  static OptionalDouble number(@Nullable Object value) {
    return switch (value) {
      case Double number -> OptionalDouble.of(number);
      case Instant time -> OptionalDouble.of((double) time.toEpochMilli());
      case String text when NUMBER.matcher(text).matches() ->
          OptionalDouble.of(Double.parseDouble(text));
      case null, default -> OptionalDouble.empty();
    };
  }

  /** Returns a value as results show it. */
  static String text(Object value) {
    return switch (value) {
      case Instant time -> TIME.format(time);
      case Double number when Double.isFinite(number) ->
          BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      default -> value.toString();
    };
  }

  static Double truth(boolean value) {
    return value ? TRUE : FALSE;
  }

  static boolean isTrue(@Nullable Object value) {
    return value instanceof Double number && number != 0;
  }

  private static int compare(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    OptionalDouble one = number(left);
    OptionalDouble other = number(right);
    if (one.isPresent() && other.isPresent()) {
      return Double.compare(one.getAsDouble(), other.getAsDouble());
    }
    return one.isPresent() == other.isPresent()
        ? text(left).compareTo(text(right))
        : Boolean.compare(one.isPresent(), other.isPresent());
  }
}
