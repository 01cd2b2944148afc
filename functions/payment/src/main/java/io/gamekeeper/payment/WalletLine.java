package io.gamekeeper.payment;

/** What a player has of one of the game's currencies. */
public record WalletLine(String currency, long balance) {}
