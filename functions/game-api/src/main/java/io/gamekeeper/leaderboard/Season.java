package io.gamekeeper.leaderboard;

import java.time.Instant;

/**
 * A stretch of time that a board counts by itself.
 *
 * @param id {@code all}, a day {@code 2026-11-21}, an ISO week {@code 2026-W47} or a month {@code
 *     2026-11}
 * @param start the first instant that belongs to it
 * @param end the first instant that no longer does
 */
public record Season(String id, Instant start, Instant end) {}
