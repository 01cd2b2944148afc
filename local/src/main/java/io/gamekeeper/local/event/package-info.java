/**
 * EventBridge on the stage: buses, rules whose patterns AWS's own matcher evaluates, and the
 * delivery to targets with retries and dead letters.
 */
@NullMarked
package io.gamekeeper.local.event;

import org.jspecify.annotations.NullMarked;
