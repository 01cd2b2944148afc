/** Functions that share a JVM on the stage: nothing of one may show in another. */
@NullMarked
package io.gamekeeper.isolation;

import org.jspecify.annotations.NullMarked;
