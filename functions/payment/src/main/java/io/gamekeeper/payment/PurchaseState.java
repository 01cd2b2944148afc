package io.gamekeeper.payment;

import java.util.Locale;

/**
 * The state of a purchase. The way is preparing → executing → committed, or from any of the last
 * two → compensating → compensated; a payment that its store reinstates is executed again.
 */
public enum PurchaseState {
  /** Its receipt is kept because the store could not be asked; nothing is granted. */
  PREPARING,
  /** Granted; the store does not know yet, or the event is not published yet. */
  EXECUTING,
  /** Granted, the store knows, and its events are published. */
  COMMITTED,
  /** Taken back; the event is not published yet. */
  COMPENSATING,
  /** Taken back, and its events are published. */
  COMPENSATED,
  /** The kept receipt turned out to be invalid; nothing was granted. */
  REFUSED;

  /** Returns its name in tables. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of an {@link #id}. */
  public static PurchaseState of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  /** Returns whether goods were granted, even if they were taken back later. */
  public boolean wasGranted() {
    return this != PREPARING && this != REFUSED;
  }

  /** Returns whether the player has what was paid for. */
  public boolean stands() {
    return this == EXECUTING || this == COMMITTED;
  }
}
