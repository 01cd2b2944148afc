/** What shows how the whole game does: the dashboards that belong to no single capability. */
@NullMarked
package io.gamekeeper.infra.observability;

import org.jspecify.annotations.NullMarked;
