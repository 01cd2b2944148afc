/**
 * The local stage: runs the synthesised templates on this machine, with real engines for what is
 * stored and a simulated control plane around them.
 */
@NullMarked
package io.gamekeeper.local;

import org.jspecify.annotations.NullMarked;
