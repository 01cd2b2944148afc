package io.gamekeeper.insight;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What is remembered of a player.
 *
 * @param first when the player was first seen
 * @param last the last day (UTC) on which the player was seen
 */
public record PlayerRecord(Instant first, LocalDate last) {}
