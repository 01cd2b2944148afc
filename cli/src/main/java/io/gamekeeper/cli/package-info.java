/** The {@code gamekeeper} command: one class per command, each a thin layer over what it starts. */
@NullMarked
package io.gamekeeper.cli;

import org.jspecify.annotations.NullMarked;
