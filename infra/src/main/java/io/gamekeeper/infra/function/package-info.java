/**
 * The deployment of every Java function of the product: role, log group, version and {@code live}
 * alias.
 */
@NullMarked
package io.gamekeeper.infra.function;

import org.jspecify.annotations.NullMarked;
