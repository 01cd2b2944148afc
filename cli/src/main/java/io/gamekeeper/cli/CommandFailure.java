package io.gamekeeper.cli;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a command cannot do its work for a reason that the user can act on. The message is one
 * line and says what to do; the exit status becomes 1.
 */
public final class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    this(message, null);
  }

  CommandFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
