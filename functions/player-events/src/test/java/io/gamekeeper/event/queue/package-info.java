/** Tests of players' events. */
@NullMarked
package io.gamekeeper.event.queue;

import org.jspecify.annotations.NullMarked;
