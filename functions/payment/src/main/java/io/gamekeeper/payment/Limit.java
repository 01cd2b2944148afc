package io.gamekeeper.payment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The limit of how many of a sku a player may buy. What is refunded still counts, so that nobody
 * buys, uses and returns without end.
 *
 * @param count from 1
 */
public record Limit(int count, Period period) {

  /** The period over which the limit counts. */
  public enum Period {
    LIFETIME,
    /** From midnight to midnight, UTC. */
    DAY
  }

  /** Returns the period that an instant falls into, for instance {@code 2026-11-21}. */
  public String periodOf(Instant at) {
    return switch (period) {
      case LIFETIME -> "lifetime";
      case DAY -> LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    };
  }
}
