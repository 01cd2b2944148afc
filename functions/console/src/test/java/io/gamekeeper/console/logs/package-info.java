/** Tests of the console's logs. */
@NullMarked
package io.gamekeeper.console.logs;

import org.jspecify.annotations.NullMarked;
