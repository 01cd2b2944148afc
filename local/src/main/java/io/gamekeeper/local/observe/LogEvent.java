package io.gamekeeper.local.observe;

import java.time.Instant;

/**
 * One line of a log group.
 *
 * @param sequence grows by one with each line of the group, from 1
 * @param at by the stage's clock
 * @param stream which instance of the function wrote it
 */
public record LogEvent(long sequence, Instant at, String stream, String message) {}
