package io.gamekeeper.contract;

/**
 * The events that the product announces on its event bus; the detail types are the game's public
 * contract.
 */
public enum GameEvent {
  /** A purchase was granted, or stands again: nothing of it is taken back. */
  PURCHASE_COMPLETED("purchase.completed"),
  /** All of a purchase was taken back: refunded or voided by its store. */
  PURCHASE_REFUNDED("purchase.refunded"),
  /** A part of a purchase is taken back; the event says how much by now, not how much more. */
  PURCHASE_REFUNDED_IN_PART("purchase.refunded-in-part");

  /** The source of events about payments. */
  public static final String PAYMENT = "gamekeeper.payment";

  private final String detailType;

  GameEvent(String detailType) {
    this.detailType = detailType;
  }

  /** Returns the detail type by which EventBridge's rules match the event. */
  public String detailType() {
    return detailType;
  }
}
