/** Tests of the leaderboards against real engines and the pure model. */
@NullMarked
package io.gamekeeper.leaderboard;

import org.jspecify.annotations.NullMarked;
