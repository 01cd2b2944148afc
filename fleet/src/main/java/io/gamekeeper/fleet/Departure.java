package io.gamekeeper.fleet;

import java.time.Duration;

/**
 * A server has to go.
 *
 * @param reason for the log
 * @param limit how long its players may stay at most
 */
public record Departure(String reason, Duration limit) {}
