/**
 * Simulated players: they play, submit scores, look at rankings and retry as a decent game client
 * does, over real HTTP against any Gamekeeper API.
 */
@NullMarked
package io.gamekeeper.players;

import org.jspecify.annotations.NullMarked;
