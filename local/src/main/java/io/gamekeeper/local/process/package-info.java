/** Processes of other programs that end with this JVM, whatever ends that. */
@NullMarked
package io.gamekeeper.local.process;

import org.jspecify.annotations.NullMarked;
