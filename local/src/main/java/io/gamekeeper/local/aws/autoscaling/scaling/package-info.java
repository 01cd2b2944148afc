/**
 * Scaling policies: what CloudWatch's alarms do to the capacity of Auto Scaling groups. They know
 * groups by what policies see of them, and nothing of instances.
 */
@NullMarked
package io.gamekeeper.local.aws.autoscaling.scaling;

import org.jspecify.annotations.NullMarked;
