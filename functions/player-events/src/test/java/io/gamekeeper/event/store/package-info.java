/** Tests of players' events. */
@NullMarked
package io.gamekeeper.event.store;

import org.jspecify.annotations.NullMarked;
