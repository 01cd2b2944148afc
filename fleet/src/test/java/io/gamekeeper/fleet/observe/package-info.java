/** Tests of metrics as the agent receives them. */
@NullMarked
package io.gamekeeper.fleet.observe;

import org.jspecify.annotations.NullMarked;
