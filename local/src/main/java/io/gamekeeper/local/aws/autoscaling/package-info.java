/** Amazon EC2 Auto Scaling: groups, their instances, lifecycle hooks, warm pools and refreshes. */
@NullMarked
package io.gamekeeper.local.aws.autoscaling;

import org.jspecify.annotations.NullMarked;
