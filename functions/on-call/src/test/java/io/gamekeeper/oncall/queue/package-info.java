/** Tests of the queue. */
@NullMarked
package io.gamekeeper.oncall.queue;

import org.jspecify.annotations.NullMarked;
