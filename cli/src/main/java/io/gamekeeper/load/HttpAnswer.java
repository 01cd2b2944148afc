package io.gamekeeper.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer, as far as a player looks at it.
 *
 * @param retryAfter what the {@code Retry-After} header asks for, or null without one
 */
public record HttpAnswer(int status, byte[] body, @Nullable Duration retryAfter) {

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
