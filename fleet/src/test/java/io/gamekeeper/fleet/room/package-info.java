/** Metrics as the agent gets them. */
@NullMarked
package io.gamekeeper.fleet.room;

import org.jspecify.annotations.NullMarked;
