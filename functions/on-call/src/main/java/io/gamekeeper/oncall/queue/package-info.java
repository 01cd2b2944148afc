/** The queue in which alarms arrive, and looks that are due. */
@NullMarked
package io.gamekeeper.oncall.queue;

import org.jspecify.annotations.NullMarked;
