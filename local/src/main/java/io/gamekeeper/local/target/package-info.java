/**
 * What can be called by its ARN. The Scheduler, rules, alarms and asynchronous invocations call
 * functions, queues and topics through this package, and know nothing else of them.
 */
@NullMarked
package io.gamekeeper.local.target;

import org.jspecify.annotations.NullMarked;
