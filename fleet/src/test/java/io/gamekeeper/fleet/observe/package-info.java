/** Metrics as the agent gets them. */
@NullMarked
package io.gamekeeper.fleet.observe;

import org.jspecify.annotations.NullMarked;
