/** Amazon EventBridge Scheduler. */
@NullMarked
package io.gamekeeper.local.aws.scheduler;

import org.jspecify.annotations.NullMarked;
