/**
 * Players' events: what a request may contain, how events reach their listeners, and what happens
 * with those that a listener fails for.
 */
@NullMarked
package io.gamekeeper.event;

import org.jspecify.annotations.NullMarked;
