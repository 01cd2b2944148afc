package io.gamekeeper.local.template;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a template cannot be run as it is. The message is one line that starts with the place:
 * {@code GameApi/ScoresFn4A5B.Properties.Handler is missing}.
 */
public final class TemplateException extends RuntimeException {
  public TemplateException(String where, String problem) {
    this(where, problem, null);
  }

  public TemplateException(String where, String problem, @Nullable Throwable cause) {
    super(where + " " + problem, cause);
  }
}
