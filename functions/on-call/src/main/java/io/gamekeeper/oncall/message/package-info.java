/** What people are told of alerts, and how it gets to them. */
@NullMarked
package io.gamekeeper.oncall.message;

import org.jspecify.annotations.NullMarked;
