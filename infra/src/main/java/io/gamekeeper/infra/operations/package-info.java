/** How the studio's own people and machines operate the game: the console and their roles. */
@NullMarked
package io.gamekeeper.infra.operations;

import org.jspecify.annotations.NullMarked;
