/** The HTTP of the stage: the front, sites, and host names. */
@NullMarked
package io.gamekeeper.local.http;

import org.jspecify.annotations.NullMarked;
