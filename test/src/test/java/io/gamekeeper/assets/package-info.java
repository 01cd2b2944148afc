/** Assets, with the stage's engine and what is published on it. */
@NullMarked
package io.gamekeeper.assets;

import org.jspecify.annotations.NullMarked;
