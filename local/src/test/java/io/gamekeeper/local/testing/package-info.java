/** What this module's tests share with each other and with those of the module {@code test}. */
@NullMarked
package io.gamekeeper.local.testing;

import org.jspecify.annotations.NullMarked;
