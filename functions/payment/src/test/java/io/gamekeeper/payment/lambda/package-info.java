/** Tests of the payment functions' handlers, and what they share. */
@NullMarked
package io.gamekeeper.payment.lambda;

import org.jspecify.annotations.NullMarked;
