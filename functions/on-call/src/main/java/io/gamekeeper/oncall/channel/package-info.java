/**
 * The channels by which people are told: mail, Slack, WeCom, text messages and calls. One adapter
 * per service; what they say is worded once. Texts of alarms are untrusted: each channel escapes
 * them in its own way.
 */
@NullMarked
package io.gamekeeper.oncall.channel;

import org.jspecify.annotations.NullMarked;
