package io.gamekeeper.payment;

import java.util.regex.Pattern;

/**
 * An amount to be paid.
 *
 * @param currency ISO 4217 code, or the id of a currency of the game
 * @param minorUnits the amount in the currency's smallest unit (cents; whole units where there is
 *     none, as with yen and the game's own currencies); not negative
 */
public record Price(String currency, long minorUnits) {
  private static final Pattern CURRENCY = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,31}");

  public Price {
    if (!CURRENCY.matcher(currency).matches()) {
      throw new IllegalArgumentException("not a currency: " + currency);
    }
    if (minorUnits < 0) {
      throw new IllegalArgumentException("a negative price: " + minorUnits);
    }
  }
}
