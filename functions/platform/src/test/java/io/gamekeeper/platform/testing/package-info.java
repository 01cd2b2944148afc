/** What this module's tests share. */
@NullMarked
package io.gamekeeper.platform.testing;

import org.jspecify.annotations.NullMarked;
