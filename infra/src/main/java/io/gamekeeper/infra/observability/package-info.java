/** What makes visible how the game does. */
@NullMarked
package io.gamekeeper.infra.observability;

import org.jspecify.annotations.NullMarked;
