package io.gamekeeper.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time that the user gave: an instant, or how long ago it was. */
sealed interface Moment {

  /** Returns the instant. */
  Instant at(Clock clock);

  /** An instant. */
  record Fixed(Instant instant) implements Moment {
    @Override
    public Instant at(Clock clock) {
      return instant;
    }
  }

  /** A time before now. */
  record Ago(Duration duration) implements Moment {
    @Override
    public Instant at(Clock clock) {
      return clock.instant().minus(duration);
    }
  }

  /** Reads {@code 2026-03-01T10:00:00Z}, or {@code 90s}, {@code 15m}, {@code 2h}, {@code 3d}. */
  final class Reader implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
      Optional<Duration> ago = TimeSpan.parse(text);
      if (ago.isPresent()) {
        return new Ago(ago.get());
      }
      try {
        return new Fixed(Instant.parse(text));
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is neither a time such as 2026-03-01T10:00:00Z nor how long ago it was, such as 15m or 2h");
      }
    }
  }
}
