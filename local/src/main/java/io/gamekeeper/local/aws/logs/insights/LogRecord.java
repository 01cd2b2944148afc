package io.gamekeeper.local.aws.logs.insights;

import java.time.Instant;

/**
 * A line that is queried.
 *
 * @param log account and log group, {@code 123456789012:/gamekeeper/dev/scores}
 * @param pointer names the line among all
 */
public record LogRecord(Instant at, String stream, String log, String pointer, String message) {}
