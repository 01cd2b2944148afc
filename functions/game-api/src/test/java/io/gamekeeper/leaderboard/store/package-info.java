/** Tests of the leaderboards' stores. */
@NullMarked
package io.gamekeeper.leaderboard.store;

import org.jspecify.annotations.NullMarked;
