/** What the console shows of the logs: groups, their lines, and queries of them. */
@NullMarked
package io.gamekeeper.console.logs;

import org.jspecify.annotations.NullMarked;
