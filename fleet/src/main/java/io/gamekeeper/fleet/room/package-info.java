/** The game itself: rooms that advance in ticks and the players in them. Knows no network. */
@NullMarked
package io.gamekeeper.fleet.room;

import org.jspecify.annotations.NullMarked;
