/**
 * Puts load on an HTTP server and measures it honestly: a lean keep-alive client, calls sent at
 * times that are fixed beforehand (a slow server cannot make the generator ask less), latencies
 * counted from those times.
 */
@NullMarked
package io.gamekeeper.load;

import org.jspecify.annotations.NullMarked;
