/** What the parts share that erase a player's data: what is to be done, and how it is confirmed. */
@NullMarked
package io.gamekeeper.platform.erasure;

import org.jspecify.annotations.NullMarked;
