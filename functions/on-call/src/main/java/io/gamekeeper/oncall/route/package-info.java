/**
 * What decides who hears of an alert: routes, receivers, silences, inhibitions, windows and
 * escalation. The semantics are Alertmanager's where it has them.
 */
@NullMarked
package io.gamekeeper.oncall.route;

import org.jspecify.annotations.NullMarked;
