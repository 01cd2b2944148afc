/** Measures the leaderboards against their speed targets, with a baseline from the same run. */
@NullMarked
package io.gamekeeper.bench;

import org.jspecify.annotations.NullMarked;
