/** Tests of the functions' handlers. */
@NullMarked
package io.gamekeeper.oncall.lambda;

import org.jspecify.annotations.NullMarked;
