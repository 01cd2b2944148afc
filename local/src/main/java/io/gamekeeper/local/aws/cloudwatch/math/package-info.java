/**
 * CloudWatch's metric math: what expressions mean, and what they are refused for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">Using
 *     metric math</a>
 */
@NullMarked
package io.gamekeeper.local.aws.cloudwatch.math;

import org.jspecify.annotations.NullMarked;
