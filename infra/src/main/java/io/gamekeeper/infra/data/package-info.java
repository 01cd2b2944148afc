/**
 * The stores of data: the score log, the season standings, the Redis ranking and the payment
 * database, with the key that encrypts them.
 */
@NullMarked
package io.gamekeeper.infra.data;

import org.jspecify.annotations.NullMarked;
