/** Tests of players' events. */
@NullMarked
package io.gamekeeper.event;

import org.jspecify.annotations.NullMarked;
