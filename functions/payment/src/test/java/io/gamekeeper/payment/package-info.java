/** Tests of the payment domain on a real database. */
@NullMarked
package io.gamekeeper.payment;

import org.jspecify.annotations.NullMarked;
