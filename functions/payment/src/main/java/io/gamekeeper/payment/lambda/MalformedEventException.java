package io.gamekeeper.payment.lambda;

import org.jspecify.annotations.Nullable;

/** Thrown if a message is not an event of a purchase: reading it again will not help. */
final class MalformedEventException extends RuntimeException {
  MalformedEventException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
