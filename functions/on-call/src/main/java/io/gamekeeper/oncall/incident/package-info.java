/** Incidents: what goes wrong at one time and from one cause, and what became of it. */
@NullMarked
package io.gamekeeper.oncall.incident;

import org.jspecify.annotations.NullMarked;
