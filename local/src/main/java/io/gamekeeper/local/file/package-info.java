/** How the stage writes and removes files. */
@NullMarked
package io.gamekeeper.local.file;

import org.jspecify.annotations.NullMarked;
