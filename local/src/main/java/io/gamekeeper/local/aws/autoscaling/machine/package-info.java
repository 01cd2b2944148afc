/**
 * The machine of an instance: a guarded process tree with user data, units and the loopback
 * endpoint.
 */
@NullMarked
package io.gamekeeper.local.aws.autoscaling.machine;

import org.jspecify.annotations.NullMarked;
