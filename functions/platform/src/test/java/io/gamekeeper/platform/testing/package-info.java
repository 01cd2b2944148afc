/**
 * What this module's tests share with those of the functions. It is here and not in {@code
 * functions/testing} because this module's own tests need it and Maven builds no circles.
 */
@NullMarked
package io.gamekeeper.platform.testing;

import org.jspecify.annotations.NullMarked;
