package io.gamekeeper.payment;

import java.math.BigInteger;

/**
 * The share of a payment that a store has taken back: a part of a whole, as the store says it – two
 * of three pieces, 33,333 of 100,000 thousandths of a percent. In lowest terms.
 *
 * @param part from 0 to the whole
 */
public record Share(int part, int whole) {
  public static final Share NONE = new Share(0, 1);
  public static final Share ALL = new Share(1, 1);

  public Share {
    if (whole < 1 || part < 0 || part > whole) {
      throw new IllegalArgumentException("not a share: " + part + " of " + whole);
    }
    int divisor = BigInteger.valueOf(part).gcd(BigInteger.valueOf(whole)).intValueExact();
    part /= divisor;
    whole /= divisor;
  }

  /** Returns that share of an amount, rounded down in favour of whoever gives it back. */
  public long of(long amount) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }

  /** Returns the share in percent, for people and for statistics. */
  public double percent() {
    return 100.0 * part / whole;
  }
}
