/** The server as its neighbours and its players, good and bad, see it. */
@NullMarked
package io.gamekeeper.fleet;

import org.jspecify.annotations.NullMarked;
