package io.gamekeeper.contract.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What stands for a question mark of a {@link LakeQuery}.
 *
 * @param name what people call it
 * @param kind what values it takes
 */
public record LakeParameter(String name, Kind kind) {
  /**
   * The longest literal that Athena takes beside a query.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html">StartQueryExecution</a>
   */
  private static final int LONGEST = 1024;

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(LakeTable.TIMESTAMP_FORMAT).withZone(ZoneOffset.UTC);

  /** The values that a parameter takes. */
  public enum Kind {
    /** A day in UTC, {@code 2026-11-30}. */
    DAY("a day such as 2026-11-30"),
    /** A moment, {@code 2026-11-30T10:00:00Z}. */
    TIME("a time such as 2026-11-30T10:00:00Z, or a day such as 2026-11-30"),
    /** A text, not too long for Athena. */
    TEXT("a text");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns the name in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what to give, in words. */
    public String words() {
      return words;
    }
  }

  /**
   * Returns the literal of SQL for a value.
   *
   * @throws IllegalArgumentException if the value has another form
   */
  public String literal(String value) {
    String literal =
        switch (kind) {
          case DAY -> quoted(day(value).toString());
          case TIME -> quoted(TIMESTAMP.format(moment(value)));
          case TEXT -> quoted(value);
        };
    if (literal.length() > LONGEST) {
      throw new IllegalArgumentException(name + " is longer than Athena takes");
    }
    return literal;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private LocalDate day(String value) {
    return isDay(value)
        ? parsedDay(value)
        : parsedMoment(value).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private Instant moment(String value) {
    return isDay(value)
        ? parsedDay(value).atStartOfDay(ZoneOffset.UTC).toInstant()
        : parsedMoment(value);
  }

  private static boolean isDay(String value) {
    return value.indexOf('T') < 0;
  }

  private LocalDate parsedDay(String value) {
    try {
      return LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw wrong(value, e);
    }
  }

  private Instant parsedMoment(String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw wrong(value, e);
    }
  }

  private IllegalArgumentException wrong(String value, DateTimeException cause) {
    return new IllegalArgumentException(
        name
            + " is "
            + value
            + " instead of a day such as 2026-11-30 or a time such as 2026-11-30T10:00:00Z",
        cause);
  }
}
