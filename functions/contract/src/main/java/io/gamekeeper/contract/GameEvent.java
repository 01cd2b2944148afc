package io.gamekeeper.contract;

/** What the product announces on its event bus; the detail types are the game's public contract. */
public enum GameEvent {
  /** A purchase was granted. */
  PURCHASE_COMPLETED("purchase.completed"),
  /** A purchase was taken back: refunded or voided by its store. */
  PURCHASE_REFUNDED("purchase.refunded");

  /** The source of events about payments. */
  public static final String PAYMENT = "gamekeeper.payment";

  private final String detailType;

  GameEvent(String detailType) {
    this.detailType = detailType;
  }

  /** What EventBridge calls it; rules match it. */
  public String detailType() {
    return detailType;
  }
}
