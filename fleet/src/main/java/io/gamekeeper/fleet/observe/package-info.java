/**
 * What a server says about itself: structured logs and metrics in the embedded metric format, among
 * them what the kernel counts.
 */
@NullMarked
package io.gamekeeper.fleet.observe;

import org.jspecify.annotations.NullMarked;
