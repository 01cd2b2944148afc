package io.gamekeeper.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of an answer that a player looks at.
 *
 * @param body decoded as UTF-8
 * @param retryAfter what the {@code Retry-After} header asks for, or null without one
 */
public record HttpAnswer(int status, String body, @Nullable Duration retryAfter) {}
