/**
 * The stage's time: the clock that everything reads, what is due later and what is under way, and
 * how something that was refused is tried again.
 */
@NullMarked
package io.gamekeeper.local.time;

import org.jspecify.annotations.NullMarked;
