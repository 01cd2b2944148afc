/**
 * Purchases: what a player pays is recorded once, granted once, and taken back once. Plain Java;
 * the database, the stores and the event bus are behind ports. No other domain touches its tables.
 */
@NullMarked
package io.gamekeeper.payment;

import org.jspecify.annotations.NullMarked;
