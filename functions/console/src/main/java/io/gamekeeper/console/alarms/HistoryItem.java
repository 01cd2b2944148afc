package io.gamekeeper.console.alarms;

import io.gamekeeper.console.Utc;
import java.time.Instant;

/**
 * Something that happened to an alarm.
 *
 * @param kind as CloudWatch calls it: {@code StateUpdate}, {@code ConfigurationUpdate} or {@code
 *     Action}
 * @param summary a line for people; of a change of state, with the reason
 */
public record HistoryItem(@Utc Instant at, String kind, String summary) {}
