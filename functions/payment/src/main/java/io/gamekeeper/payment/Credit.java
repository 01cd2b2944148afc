package io.gamekeeper.payment;

/**
 * An amount of one of the game's own currencies.
 *
 * @param amount from 1
 */
public record Credit(String currency, long amount) {}
