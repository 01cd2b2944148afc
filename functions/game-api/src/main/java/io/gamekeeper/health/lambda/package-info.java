/** The health check of the game API. */
@NullMarked
package io.gamekeeper.health.lambda;

import org.jspecify.annotations.NullMarked;
