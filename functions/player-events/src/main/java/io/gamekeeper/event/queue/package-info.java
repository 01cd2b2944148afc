/** Players' events on SQS. */
@NullMarked
package io.gamekeeper.event.queue;

import org.jspecify.annotations.NullMarked;
