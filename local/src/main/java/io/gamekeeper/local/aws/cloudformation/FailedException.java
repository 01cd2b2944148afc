package io.gamekeeper.local.aws.cloudformation;

import org.jspecify.annotations.Nullable;

/** Thrown if a custom resource could not be created; the message says why. */
public final class FailedException extends Exception {
  FailedException(String message) {
    this(message, null);
  }

  FailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
