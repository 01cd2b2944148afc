/**
 * Leaderboards: what a board is, how scores make a standing, when seasons begin and end, and what
 * happens to a submitted score. The truth is an append-only log of accepted scores; a ranking (a
 * fast copy of what the log says) answers the reads and can be rebuilt from the log at any time.
 * Plain Java: stores and transport live in the packages below.
 */
@NullMarked
package io.gamekeeper.leaderboard;

import org.jspecify.annotations.NullMarked;
