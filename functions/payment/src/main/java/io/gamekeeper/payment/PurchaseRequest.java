package io.gamekeeper.payment;

import io.gamekeeper.platform.identity.PlayerId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A player's request to buy.
 *
 * @param player a {@link PlayerId}
 * @param key names the request: whoever repeats it with the same key buys once; 1 to 128 printable
 *     ASCII characters
 * @param quantity how many; anything below 1 is refused. With a receipt, the store's word counts
 * @param shownPrice what the player was shown for all of it; with a receipt it is only a hint
 * @param receipt the store's document; none when the wallet pays
 */
public record PurchaseRequest(
    String player,
    String key,
    String sku,
    Store store,
    int quantity,
    Optional<Price> shownPrice,
    Optional<String> receipt) {
  private static final Pattern KEY = Pattern.compile("[ -~]{1,128}");

  public PurchaseRequest {
    if (!PlayerId.isValid(player)) {
      throw new IllegalArgumentException("not a player id: " + player);
    }
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not an idempotency key: " + key);
    }
  }
}
