package io.gamekeeper.payment.storefront;

import java.io.IOException;

/** Thrown if a store does not accept our keys: they may have been rotated. */
final class UnauthorisedException extends IOException {
  UnauthorisedException(String message) {
    super(message);
  }
}
