/** Tests of what instances of the fleet run. */
@NullMarked
package io.gamekeeper.infra.fleet;

import org.jspecify.annotations.NullMarked;
