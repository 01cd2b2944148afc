/** Traces as the console shows them: which there were, how one went, and who calls whom. */
@NullMarked
package io.gamekeeper.console.traces;

import org.jspecify.annotations.NullMarked;
