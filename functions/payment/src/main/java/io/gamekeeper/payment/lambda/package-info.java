/**
 * The payment functions' handlers, what connects the domain to its adapters, and the adapters to
 * the event bus and to the purchase log.
 */
@NullMarked
package io.gamekeeper.payment.lambda;

import org.jspecify.annotations.NullMarked;
