/** What a server takes from outside itself: time, background work, JSON and plain HTTP requests. */
@NullMarked
package io.gamekeeper.fleet.system;

import org.jspecify.annotations.NullMarked;
