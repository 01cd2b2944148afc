/** Amazon CloudWatch: alarms and the metric math in them. */
@NullMarked
package io.gamekeeper.local.aws.cloudwatch;

import org.jspecify.annotations.NullMarked;
