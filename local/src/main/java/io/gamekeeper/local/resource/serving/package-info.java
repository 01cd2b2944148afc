/**
 * The resource types that serve requests: functions with their versions and permissions, log
 * groups, the load balancer with its listeners and rules, schedules.
 */
@NullMarked
package io.gamekeeper.local.resource.serving;

import org.jspecify.annotations.NullMarked;
