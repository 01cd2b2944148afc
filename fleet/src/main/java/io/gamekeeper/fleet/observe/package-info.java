/**
 * The observability of a server: structured logs, and metrics in the embedded metric format,
 * including the kernel's counters.
 */
@NullMarked
package io.gamekeeper.fleet.observe;

import org.jspecify.annotations.NullMarked;
