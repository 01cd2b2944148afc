/** Amazon SNS: standard topics, filters, and the delivery to queues and functions. */
@NullMarked
package io.gamekeeper.local.aws.sns;

import org.jspecify.annotations.NullMarked;
