/** The game servers' Auto Scaling groups: what they hold, what happened, and changes of them. */
@NullMarked
package io.gamekeeper.console.fleet;

import org.jspecify.annotations.NullMarked;
