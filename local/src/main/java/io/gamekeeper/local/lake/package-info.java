/**
 * What several services know of a data lake: tables, the files behind them, and the engine that
 * reads and writes these.
 */
@NullMarked
package io.gamekeeper.local.lake;

import org.jspecify.annotations.NullMarked;
