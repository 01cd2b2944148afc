package io.gamekeeper.local.aws.scheduler;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cron expression of EventBridge: minutes, hours, day of month, month, day of week (1 is Sunday),
 * year; one of the two days is {@code ?}. {@code L}, {@code W} and {@code #} are refused. A time
 * that does not exist because of a change to summer time is skipped; a time that occurs twice
 * counts once.
 */
record Cron(
    BitSet minutes,
    BitSet hours,
    BitSet daysOfMonth,
    BitSet months,
    BitSet daysOfWeek,
    BitSet years)
    implements ScheduleExpression {
  private static final int FIELDS = 6;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2199;
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  static Cron parse(String argument) {
    List<String> fields = List.of(argument.split("\\s+", -1));
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException(
          "a cron expression has 6 fields, this has " + fields.size() + ": " + argument);
    }
    if (fields.get(2).equals("?") == fields.get(4).equals("?")) {
      throw new IllegalArgumentException(
          "exactly one of day of month and day of week must be ?: " + argument);
    }
    return new Cron(
        set(fields.get(0), 0, 59, List.of()),
        set(fields.get(1), 0, 23, List.of()),
        set(fields.get(2), 1, 31, List.of()),
        set(fields.get(3), 1, 12, MONTHS),
        set(fields.get(4), 1, 7, DAYS),
        set(fields.get(5), FIRST_YEAR, LAST_YEAR, List.of()));
  }

  @Override
  public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
    LocalDate date = LocalDate.ofInstant(after, zone);
    while (date.getYear() <= LAST_YEAR) {
      if (!years.get(date.getYear())) {
        date = LocalDate.of(date.getYear() + 1, 1, 1);
        continue;
      }
      if (matches(date)) {
        Optional<Instant> found = firstOn(date, after, zone);
        if (found.isPresent()) {
          return found;
        }
      }
      date = date.plusDays(1);
    }
    return Optional.empty();
  }

  private boolean matches(LocalDate date) {
    int dayOfWeek = date.getDayOfWeek().getValue() % 7 + 1;
    return months.get(date.getMonthValue())
        && daysOfMonth.get(date.getDayOfMonth())
        && daysOfWeek.get(dayOfWeek);
  }

  private Optional<Instant> firstOn(LocalDate date, Instant after, ZoneId zone) {
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        LocalDateTime time = date.atTime(hour, minute);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (!offsets.isEmpty()) {
          Instant instant = time.toInstant(offsets.getFirst());
          if (instant.isAfter(after)) {
            return Optional.of(instant);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static BitSet set(String field, int lowest, int highest, List<String> names) {
    BitSet values = new BitSet(highest + 1);
    if (field.equals("?")) {
      values.set(lowest, highest + 1);
      return values;
    }
    for (String part : field.split(",", -1)) {
      int slash = part.indexOf('/');
      String range = slash < 0 ? part : part.substring(0, slash);
      int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, highest, List.of());
      int dash = range.indexOf('-');
      int from;
      int to;
      if (range.equals("*")) {
        from = lowest;
        to = highest;
      } else if (dash > 0) {
        from = number(range.substring(0, dash), lowest, highest, names);
        to = number(range.substring(dash + 1), lowest, highest, names);
      } else {
        from = number(range, lowest, highest, names);
        to = slash < 0 ? from : highest;
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String text, int lowest, int highest, List<String> names) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return lowest + named;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= lowest && number <= highest) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not understood in a cron expression: " + text, e);
    }
    throw new IllegalArgumentException(text + " is not between " + lowest + " and " + highest);
  }
}
