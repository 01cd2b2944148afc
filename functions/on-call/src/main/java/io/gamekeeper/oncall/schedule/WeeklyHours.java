package io.gamekeeper.oncall.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hours of the week by the clocks of a zone, for instance a person's working hours.
 *
 * @param ranges may overlap and follow each other without a break
 */
public record WeeklyHours(ZoneId zone, List<Range> ranges) {
  private static final int MINUTES_OF_A_DAY = 24 * 60;

  /**
   * Some hours on some days.
   *
   * @param from the first minute of the day that belongs to it
   * @param to the first minute that does not; 1440 is midnight
   */
  public record Range(Set<DayOfWeek> days, int from, int to) {
    private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
    private static final Pattern SYNTAX =
        Pattern.compile(
            "(%s)(?:-(%s))? ([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])".formatted(DAY, DAY));

    public Range {
      if (days.isEmpty() || from < 0 || from >= to || to > MINUTES_OF_A_DAY) {
        throw new IllegalArgumentException(
            "must end after it begins, at 24:00 at the latest; what goes on after midnight is"
                + " written as two");
      }
      days = Set.copyOf(days);
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is none; the message goes on after its place
     */
    public static Range parse(String text) {
      Matcher parts = SYNTAX.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "must be days and hours such as 'mon-fri 09:00-18:00' or 'sun 00:00-24:00', not '"
                + text
                + "'");
      }
      DayOfWeek day = day(parts.group(1));
      DayOfWeek last = parts.group(2) == null ? day : day(parts.group(2));
      Set<DayOfWeek> days = EnumSet.of(day);
      for (; day != last; day = day.plus(1)) {
        days.add(day.plus(1));
      }
      return new Range(
          days, minute(parts.group(3), parts.group(4)), minute(parts.group(5), parts.group(6)));
    }

    private static int minute(String hour, String minute) {
      return Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
    }

    private static DayOfWeek day(String name) {
      return Stream.of(DayOfWeek.values())
          .filter(day -> day.name().toLowerCase(Locale.ROOT).startsWith(name))
          .findFirst()
          .orElseThrow();
    }
  }

  public WeeklyHours {
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("hours have at least one range");
    }
    ranges = List.copyOf(ranges);
  }

  /** Returns whether an instant is within these hours. */
  public boolean contains(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    int minute = local.getHour() * 60 + local.getMinute();
    return ranges.stream()
        .anyMatch(
            range ->
                range.days.contains(local.getDayOfWeek())
                    && range.from <= minute
                    && minute < range.to);
  }

  /** Returns the first instant from this one on that is within these hours. */
  public Instant nextOpening(Instant now) {
    return next(now, true)
        .orElseThrow(() -> new IllegalStateException("a week without hours: " + this));
  }

  /** Returns the first instant from this one on that is outside; empty if they never end. */
  public Optional<Instant> nextClosing(Instant now) {
    return next(now, false);
  }

  private Optional<Instant> next(Instant now, boolean within) {
    // The clocks may stand outside or within for a whole week, and a change may swallow a day's.
    List<Instant> changes = new ArrayList<>(List.of(now));
    LocalDate today = now.atZone(zone).toLocalDate();
    for (LocalDate day = today.minusDays(1);
        day.isBefore(today.plusDays(15));
        day = day.plusDays(1)) {
      for (Range range : ranges) {
        if (range.days.contains(day.getDayOfWeek())) {
          int minute = within ? range.from : range.to;
          changes.addAll(LocalTimes.instants(day.atStartOfDay().plusMinutes(minute), zone));
        }
      }
    }
    ZoneOffsetTransition transition = zone.getRules().nextTransition(now);
    if (transition != null) {
      changes.add(transition.getInstant());
    }
    return changes.stream()
        .filter(change -> !change.isBefore(now) && contains(change) == within)
        .min(Instant::compareTo);
  }
}
