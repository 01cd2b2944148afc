/** The functions that tell people of alarms. */
@NullMarked
package io.gamekeeper.infra.oncall;

import org.jspecify.annotations.NullMarked;
