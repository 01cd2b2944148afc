package io.gamekeeper.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long something takes: {@code 90s}, {@code 15m}, {@code 2h}, {@code 3d}. */
final class TimeSpan implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

  /** Returns the duration; empty if the text is none. */
  static Optional<Duration> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  @Override
  public Duration convert(String text) {
    return parse(text)
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no time such as 30m, 2h or 1d"));
  }
}
