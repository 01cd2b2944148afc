/**
 * EventBridge Scheduler on the stage's clock: rates, cron expressions and single instants, in time
 * zones.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule
 *     types</a>
 */
@NullMarked
package io.gamekeeper.local.schedule;

import org.jspecify.annotations.NullMarked;
