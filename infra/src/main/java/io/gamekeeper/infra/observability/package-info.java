/** What the product shows of itself: to players' sides as to those who operate it. */
@NullMarked
package io.gamekeeper.infra.observability;

import org.jspecify.annotations.NullMarked;
