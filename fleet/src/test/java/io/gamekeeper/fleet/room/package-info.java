/** Tests of rooms and of what their viewers see. */
@NullMarked
package io.gamekeeper.fleet.room;

import org.jspecify.annotations.NullMarked;
