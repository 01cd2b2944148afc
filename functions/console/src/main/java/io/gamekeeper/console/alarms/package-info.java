/** The alarms of the stage: what they watch, what they have been through, and drills. */
@NullMarked
package io.gamekeeper.console.alarms;

import org.jspecify.annotations.NullMarked;
