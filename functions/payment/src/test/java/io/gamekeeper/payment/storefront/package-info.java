/** The store fronts against stores of their own keys. */
@NullMarked
package io.gamekeeper.payment.storefront;

import org.jspecify.annotations.NullMarked;
