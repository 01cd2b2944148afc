/** Queues and topics of the stage, in memory. */
@NullMarked
package io.gamekeeper.local.messaging;

import org.jspecify.annotations.NullMarked;
