package io.gamekeeper.local.aws.cloudformation;

import org.jspecify.annotations.Nullable;

/** A custom resource could not be created; the message says why, for the one who deploys. */
public final class FailedException extends Exception {
  FailedException(String message) {
    this(message, null);
  }

  FailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
