/** Which of the fleet's servers holds a player's session; knows Redis, not the network. */
@NullMarked
package io.gamekeeper.fleet.claim;

import org.jspecify.annotations.NullMarked;
