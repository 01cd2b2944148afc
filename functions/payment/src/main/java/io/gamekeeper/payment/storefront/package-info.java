/**
 * Apple's App Store and Google Play: receipts are checked with the stores' own libraries, through
 * the provider that the switch names and the circuit breakers allow. All requests go through {@link
 * io.gamekeeper.platform.Platform#web()} and end in time.
 */
@NullMarked
package io.gamekeeper.payment.storefront;

import org.jspecify.annotations.NullMarked;
