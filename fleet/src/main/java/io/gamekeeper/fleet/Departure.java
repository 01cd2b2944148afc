package io.gamekeeper.fleet;

import java.time.Duration;

/**
 * The order for a server to leave.
 *
 * @param reason for the log
 * @param limit how long its players may stay at most
 */
public record Departure(String reason, Duration limit) {}
