package io.gamekeeper.console.alarms;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alarm in a list.
 *
 * @param since when it entered its state
 * @param kind {@code metric} or {@code composite}
 * @param severity how soon somebody has to act; LOW if its description does not say
 * @param owner the team whose alarm it is; null if its description does not say
 * @param dashboard the name of the dashboard on which its cause shows, without the stage
 * @param runbook the name of the page that says what to do
 * @param description for people, without the line for machines
 * @param condition when it goes off, in a sentence
 * @param suppressed whether another alarm keeps it from acting
 */
public record AlarmSummary(
    String name,
    AlarmState state,
    @Utc Instant since,
    String kind,
    String severity,
    @Nullable String owner,
    @Nullable String dashboard,
    @Nullable String runbook,
    String description,
    String condition,
    String reason,
    boolean suppressed,
    boolean actionsEnabled) {}
