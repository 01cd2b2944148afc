/** Tests of what is counted. */
@NullMarked
package io.gamekeeper.insight;

import org.jspecify.annotations.NullMarked;
