/**
 * The reference game server that the fleet's instances run: players' sessions, rooms that advance
 * in ticks, and the ways in and out of service that a fleet relies on.
 */
@NullMarked
package io.gamekeeper.fleet;

import org.jspecify.annotations.NullMarked;
