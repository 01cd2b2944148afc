/** On-call's functions. */
@NullMarked
package io.gamekeeper.oncall.lambda;

import org.jspecify.annotations.NullMarked;
