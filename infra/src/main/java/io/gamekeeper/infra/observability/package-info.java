/** What watches the product as a whole. */
@NullMarked
package io.gamekeeper.infra.observability;

import org.jspecify.annotations.NullMarked;
