/** What shows how the whole game does: its players, its business, its dashboards. */
@NullMarked
package io.gamekeeper.infra.observability;

import org.jspecify.annotations.NullMarked;
