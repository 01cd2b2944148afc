/**
 * What players do, as events: their types with the fields of each, where they wait, and where they
 * are kept – the log of each player and the lake.
 */
@NullMarked
package io.gamekeeper.contract.event;

import org.jspecify.annotations.NullMarked;
