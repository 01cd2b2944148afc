/**
 * What can be called by its ARN. The Scheduler, rules, alarms and asynchronous invocations call
 * functions, queues and topics through this package, and know nothing else of them. So do the load
 * balancer and custom resources, which wait for a function's result, and Auto Scaling groups with
 * target groups and configurations.
 */
@NullMarked
package io.gamekeeper.local.target;

import org.jspecify.annotations.NullMarked;
