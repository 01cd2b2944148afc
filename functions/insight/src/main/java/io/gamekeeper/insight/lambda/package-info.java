/** The functions of the players' metrics. */
@NullMarked
package io.gamekeeper.insight.lambda;

import org.jspecify.annotations.NullMarked;
