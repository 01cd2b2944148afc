package io.gamekeeper.local.aws.scheduler;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a schedule is due.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule
 *     types</a>
 */
public sealed interface ScheduleExpression
    permits ScheduleExpression.Rate, ScheduleExpression.At, Cron {

  /**
   * Returns the next time after an instant.
   *
   * @param start when the schedule was created: where rates begin
   * @return empty if there is none any more
   */
  Optional<Instant> next(Instant after, Instant start, ZoneId zone);

  /**
   * Reads {@code rate(…)}, {@code cron(…)} or {@code at(…)}.
   *
   * @throws IllegalArgumentException if it is malformed; the message says why
   */
  static ScheduleExpression parse(String text) {
    Matcher parts = Syntax.CALL.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("not rate(…), cron(…) or at(…): " + text);
    }
    String argument = parts.group(2).strip();
    return switch (parts.group(1)) {
      case "rate" -> Rate.parse(argument);
      case "cron" -> Cron.parse(argument);
      default -> At.parse(argument);
    };
  }

  /** The syntax of the expressions. */
  final class Syntax {
    private static final Pattern CALL = Pattern.compile("(rate|cron|at)\\((.*)\\)");
    private static final Pattern RATE = Pattern.compile("([1-9]\\d*) (minute|hour|day)s?");

    private Syntax() {}
  }

  /** A fixed interval, counted from the schedule's creation. */
  record Rate(Duration every) implements ScheduleExpression {
    static Rate parse(String argument) {
      Matcher parts = Syntax.RATE.matcher(argument);
      if (!parts.matches()) {
        throw new IllegalArgumentException("not a rate such as 5 minutes: " + argument);
      }
      long count = Long.parseLong(parts.group(1));
      return new Rate(
          switch (parts.group(2)) {
            case "minute" -> Duration.ofMinutes(count);
            case "hour" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }

    @Override
    public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
      long passed = Duration.between(start, after).dividedBy(every);
      return Optional.of(start.plus(every.multipliedBy(passed + 1)));
    }
  }

  /** A single time. */
  record At(LocalDateTime time) implements ScheduleExpression {
    static At parse(String argument) {
      try {
        return new At(LocalDateTime.parse(argument));
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "not a time such as 2026-11-21T08:00:00: " + argument, e);
      }
    }

    @Override
    public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
      return zone.getRules().getValidOffsets(time).stream()
          .findFirst()
          .map(time::toInstant)
          .filter(instant -> instant.isAfter(after));
    }
  }
}
