package io.gamekeeper.payment;

/**
 * The rule for what a refund takes back of a product's goods.
 *
 * @param partial when a part of the payment is given back
 * @param spent when goods are not there any more
 */
public record RefundRule(Partial partial, Spent spent) {
  public static final RefundRule DEFAULT = new RefundRule(Partial.PROPORTIONAL, Spent.OWED);

  /**
   * The part of the goods that is taken back for a part of the payment. A refund of all of it takes
   * all.
   */
  public enum Partial {
    /** The same part of each amount, rounded down; what cannot be divided stays. */
    PROPORTIONAL,
    /** All of them. */
    EVERYTHING,
    /** None of them. */
    NOTHING
  }

  /** The treatment of goods that were spent before they are to be taken back. */
  public enum Spent {
    /** The player owes them: later grants of that currency or item pay the debt off first. */
    OWED,
    /** The game forgives them: only what is there is taken. */
    FORGIVEN
  }

  /**
   * Returns which share of the goods is taken back when the store took back a share of the payment.
   */
  public Share ofGoods(Share ofPayment) {
    if (ofPayment.equals(Share.NONE) || ofPayment.equals(Share.ALL)) {
      return ofPayment;
    }
    return switch (partial) {
      case PROPORTIONAL -> ofPayment;
      case EVERYTHING -> Share.ALL;
      case NOTHING -> Share.NONE;
    };
  }
}
