package io.gamekeeper.payment;

/**
 * What a player has of one of the game's currencies.
 *
 * @param owed what was refunded after it was spent, and is not paid off yet
 */
public record WalletLine(String currency, long balance, long owed) {}
