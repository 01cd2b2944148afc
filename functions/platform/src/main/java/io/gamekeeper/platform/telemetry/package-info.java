/** Logs, metrics and traces of a function: the one place that sets up the libraries for them. */
@NullMarked
package io.gamekeeper.platform.telemetry;

import org.jspecify.annotations.NullMarked;
