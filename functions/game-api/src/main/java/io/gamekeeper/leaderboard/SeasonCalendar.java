package io.gamekeeper.leaderboard;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calendar of a board's seasons, which begin and end at midnight in a time zone, so a day may
 * have 23 hours.
 */
public record SeasonCalendar(Kind kind, ZoneId zone) {

  /** The length of a season. */
  public enum Kind {
    /** One season without end. */
    NONE,
    DAILY,
    /** From Monday, as ISO 8601 counts weeks. */
    WEEKLY,
    MONTHLY
  }

  private static final Season ALL = new Season("all", Instant.MIN, Instant.MAX);
  private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{2})");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

  /** Returns the season that an instant belongs to. */
  public Season at(Instant instant) {
    return switch (kind) {
      case NONE -> ALL;
      case DAILY, WEEKLY, MONTHLY -> of(LocalDate.ofInstant(instant, zone));
    };
  }

  /** Returns the season before; the calendar must have seasons that end. */
  public Season before(Season season) {
    return at(season.start().minusNanos(1));
  }

  /** Returns the season of that id; empty if this calendar has no such id. */
  public Optional<Season> find(String id) {
    try {
      return switch (kind) {
        case NONE -> id.equals(ALL.id()) ? Optional.of(ALL) : Optional.empty();
        case DAILY ->
            DAY.matcher(id).matches() ? Optional.of(of(LocalDate.parse(id))) : Optional.empty();
        case WEEKLY -> week(id);
        case MONTHLY ->
            MONTH.matcher(id).matches()
                ? Optional.of(of(YearMonth.parse(id).atDay(1)))
                : Optional.empty();
      };
    } catch (DateTimeException e) {
      return Optional.empty(); // of the right form, but no such day, week or month
    }
  }

  private Optional<Season> week(String id) {
    Matcher matcher = WEEK.matcher(id);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(matcher.group(1));
    int week = Integer.parseInt(matcher.group(2));
    LocalDate fourthOfJanuary = LocalDate.of(year, 1, 4); // always in week 1
    if (week < 1
        || week > IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(fourthOfJanuary).getMaximum()) {
      return Optional.empty();
    }
    return Optional.of(of(fourthOfJanuary.plusWeeks(week - 1L)));
  }

  private Season of(LocalDate day) {
    return switch (kind) {
      case NONE -> ALL;
      case DAILY -> between(day.toString(), day, day.plusDays(1));
      case WEEKLY -> {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        String id =
            String.format(
                Locale.ROOT,
                "%04d-W%02d",
                day.get(IsoFields.WEEK_BASED_YEAR),
                day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        yield between(id, monday, monday.plusWeeks(1));
      }
      case MONTHLY -> {
        YearMonth month = YearMonth.from(day);
        yield between(month.toString(), month.atDay(1), month.plusMonths(1).atDay(1));
      }
    };
  }

  private Season between(String id, LocalDate first, LocalDate next) {
    return new Season(
        id, first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
  }
}
