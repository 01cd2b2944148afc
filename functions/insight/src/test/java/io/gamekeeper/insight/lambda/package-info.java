/** Tests of what the functions take and answer. */
@NullMarked
package io.gamekeeper.insight.lambda;

import org.jspecify.annotations.NullMarked;
