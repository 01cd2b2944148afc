/**
 * Metrics of CloudWatch as series to draw: which period a range is read in, and one call for what
 * many pages ask.
 */
@NullMarked
package io.gamekeeper.console.metrics;

import org.jspecify.annotations.NullMarked;
