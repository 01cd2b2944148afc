/** Tests of players' events. */
@NullMarked
package io.gamekeeper.event.lambda;

import org.jspecify.annotations.NullMarked;
