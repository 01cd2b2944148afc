package io.gamekeeper.oncall.message;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How long something lasts, in two units at most. */
public final class TimeSpan {
  private TimeSpan() {}

  private interface Unit {
    String of(long count, ChronoUnit unit);
  }

  /** Returns a time as it is read: {@code 1 h 5 min}. */
  public static String brief(Duration time) {
    return span(time, TimeSpan::brief);
  }

  /** Returns a time as it is spoken: {@code 1 hour 5 minutes}. */
  public static String spoken(Duration time) {
    return span(time, TimeSpan::spoken);
  }

  private static String brief(long count, ChronoUnit unit) {
    return count
        + switch (unit) {
          case DAYS -> " d";
          case HOURS -> " h";
          case MINUTES -> " min";
          default -> " s";
        };
  }

  private static String spoken(long count, ChronoUnit unit) {
    String name = unit.name().toLowerCase(Locale.ROOT);
    return count + " " + (count == 1 ? name.substring(0, name.length() - 1) : name);
  }

  private static String span(Duration time, Unit unit) {
    if (time.toDays() > 0) {
      return span(time.toDays(), ChronoUnit.DAYS, time.toHoursPart(), ChronoUnit.HOURS, unit);
    }
    if (time.toHours() > 0) {
      return span(time.toHours(), ChronoUnit.HOURS, time.toMinutesPart(), ChronoUnit.MINUTES, unit);
    }
    return time.toMinutes() > 0
        ? unit.of(time.toMinutes(), ChronoUnit.MINUTES)
        : unit.of(time.toSeconds(), ChronoUnit.SECONDS);
  }

  private static String span(long count, ChronoUnit large, int rest, ChronoUnit small, Unit unit) {
    return unit.of(count, large) + (rest == 0 ? "" : " " + unit.of(rest, small));
  }
}
