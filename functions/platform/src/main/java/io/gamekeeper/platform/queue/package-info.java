/** What functions share that are fed by queues. */
@NullMarked
package io.gamekeeper.platform.queue;

import org.jspecify.annotations.NullMarked;
