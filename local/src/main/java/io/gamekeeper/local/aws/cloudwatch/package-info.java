/** Amazon CloudWatch: metrics, alarms that are evaluated, dashboards. */
@NullMarked
package io.gamekeeper.local.aws.cloudwatch;

import org.jspecify.annotations.NullMarked;
