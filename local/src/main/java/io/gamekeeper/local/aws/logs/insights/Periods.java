package io.gamekeeper.local.aws.logs.insights;

import io.gamekeeper.local.aws.logs.insights.Scanner.Kind;
import io.gamekeeper.local.aws.logs.insights.Scanner.Token;
import java.time.Duration;
import java.time.Instant;

/** Periods such as {@code 5m}. */
final class Periods {
  private Periods() {}

  /** Returns the milliseconds of a period. */
  static long millis(Token token) {
    if (token.kind() != Kind.PERIOD) {
      throw Scanner.refused(
          "has " + Scanner.shown(token) + " where it needs a period such as 5m", token);
    }
    String text = token.text();
    String number = text.replaceFirst("[A-Za-z]+$", "");
    Duration unit =
        switch (text.substring(number.length())) {
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "d" -> Duration.ofDays(1);
          default ->
              throw Scanner.refused(
                  "has the period " + text + "; the stage knows ms, s, m, h and d", token);
        };
    if (!number.matches("[1-9]\\d{0,5}")) {
      throw Scanner.refused(
          "has the period " + text + ", which is no whole number of units", token);
    }
    return unit.multipliedBy(Long.parseLong(number)).toMillis();
  }

  /** Returns the beginning of the period that a time is in. */
  static Instant floor(Instant time, long millis) {
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
  }
}
