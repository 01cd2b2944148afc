/** The function behind the operators' pages and the part of their API that they need most. */
@NullMarked
package io.gamekeeper.console.lambda;

import org.jspecify.annotations.NullMarked;
