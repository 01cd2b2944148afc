/** Amazon CloudWatch RUM: what players' devices report of what players experience. */
@NullMarked
package io.gamekeeper.local.aws.rum;

import org.jspecify.annotations.NullMarked;
