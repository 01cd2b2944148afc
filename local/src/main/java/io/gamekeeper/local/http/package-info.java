/** HTTP of the stage: the front, sites, and the names that lead to them. */
@NullMarked
package io.gamekeeper.local.http;

import org.jspecify.annotations.NullMarked;
