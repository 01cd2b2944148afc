/**
 * The stage's dashboards: the bodies that CloudWatch keeps, as a layout and the series of each
 * widget.
 */
@NullMarked
package io.gamekeeper.console.dashboards;

import org.jspecify.annotations.NullMarked;
