package io.gamekeeper.local.aws.logs.insights;

import io.gamekeeper.local.aws.logs.insights.Scanner.Token;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of one row. */
final class Functions {
  private static final int ANY = -1;

  /** By name. */
  private static final Map<String, RowFunction> ALL =
      Map.ofEntries(
          Map.entry("ispresent", condition(1, all -> all.getFirst() != null)),
          Map.entry("isempty", condition(1, all -> text(all.getFirst()).isEmpty())),
          Map.entry("isblank", condition(1, all -> text(all.getFirst()).isBlank())),
          Map.entry(
              "strcontains",
              new RowFunction(
                  2,
                  true,
                  all ->
                      Values.truth(
                          all.getFirst() != null && text(all.get(0)).contains(text(all.get(1)))))),
          Map.entry(
              "coalesce",
              new RowFunction(
                  ANY,
                  false,
                  all -> all.stream().filter(Objects::nonNull).findFirst().orElse(null))),
          Map.entry(
              "concat",
              new RowFunction(
                  ANY,
                  false,
                  all -> all.stream().map(Functions::text).collect(Collectors.joining()))),
          Map.entry("strlen", ofText(text -> (double) text.length())),
          Map.entry("tolower", ofText(text -> text.toLowerCase(Locale.ROOT))),
          Map.entry("toupper", ofText(text -> text.toUpperCase(Locale.ROOT))),
          Map.entry("trim", ofText(String::strip)),
          Map.entry("abs", ofNumber(Math::abs)),
          Map.entry("ceil", ofNumber(Math::ceil)),
          Map.entry("floor", ofNumber(Math::floor)));

  private Functions() {}

  /**
   * A function.
   *
   * @param arguments how many it takes, or {@link #ANY}
   */
  record RowFunction(
      int arguments, boolean condition, Function<List<@Nullable Object>, @Nullable Object> body) {}

  static RowFunction find(Token name, int arguments) {
    RowFunction found = ALL.get(name.text().toLowerCase(Locale.ROOT));
    if (found == null) {
      throw Scanner.refused(
          Aggregate.named(name.text()).isPresent()
              ? "has " + name.text() + " outside of stats, or inside of an expression there"
              : "calls " + name.text() + ", which the stage does not know",
          name);
    }
    if (found.arguments() == ANY ? arguments == 0 : arguments != found.arguments()) {
      throw Scanner.refused("calls " + name.text() + " with " + arguments + " arguments", name);
    }
    return found;
  }

  private static RowFunction condition(
      int arguments, Function<List<@Nullable Object>, Boolean> body) {
    return new RowFunction(
        arguments, true, all -> Values.truth(Boolean.TRUE.equals(body.apply(all))));
  }

  private static RowFunction ofText(Function<String, Object> body) {
    return new RowFunction(
        1, false, all -> all.getFirst() == null ? null : body.apply(text(all.getFirst())));
  }

  private static RowFunction ofNumber(DoubleUnaryOperator body) {
    return new RowFunction(
        1,
        false,
        all -> {
          OptionalDouble number = Values.number(all.getFirst());
          return number.isPresent() ? (Object) body.applyAsDouble(number.getAsDouble()) : null;
        });
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : Values.text(value);
  }
}
