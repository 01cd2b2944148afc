/** The game servers' fleet: instances, groups, scaling, configuration and alarms. */
@NullMarked
package io.gamekeeper.infra.fleet;

import org.jspecify.annotations.NullMarked;
