package io.gamekeeper.local.template;

import org.jspecify.annotations.Nullable;

/**
 * A template cannot be run as it is. The message is one line that starts with where: {@code
 * GameApi/ScoresFn4A5B.Properties.Handler is missing}.
 */
public final class TemplateException extends RuntimeException {
  public TemplateException(String where, String problem) {
    this(where, problem, null);
  }

  public TemplateException(String where, String problem, @Nullable Throwable cause) {
    super(where + " " + problem, cause);
  }
}
