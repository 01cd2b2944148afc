/**
 * What the players do, counted: from the sessions that game servers report and the purchases that
 * the payment domain announces to metrics. Plain Java; the adapters are in {@code store}.
 */
@NullMarked
package io.gamekeeper.insight;

import org.jspecify.annotations.NullMarked;
