package io.gamekeeper.payment;

/**
 * A claim to have paid, as the game's client sends it.
 *
 * @param player the player who claims it
 * @param sku what the player says was bought
 * @param content the store's document: Apple's signed transaction; Google's purchase token, or a
 *     JSON object with {@code data} and {@code signature} as the billing library gives them
 */
public record Receipt(String player, String sku, String content) {}
