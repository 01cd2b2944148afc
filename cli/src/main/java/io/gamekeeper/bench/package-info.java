/**
 * Measures the product against its speed targets, with a baseline from the same run. A {@link
 * Bench} measures; the {@link Workbench} gives it what it needs and prints what it found.
 */
@NullMarked
package io.gamekeeper.bench;

import org.jspecify.annotations.NullMarked;
