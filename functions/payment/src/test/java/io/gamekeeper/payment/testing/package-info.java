/**
 * A real database and hand-written stores and event bus, for tests of the payment domain. {@link
 * io.gamekeeper.payment.testing.TestDatabase} makes databases; {@link
 * io.gamekeeper.payment.testing.Payments} builds the domain on one of them, or on anything that
 * wraps its source.
 */
@NullMarked
package io.gamekeeper.payment.testing;

import org.jspecify.annotations.NullMarked;
