/** Amazon SQS: standard and FIFO queues with visibility time-outs and dead letters. */
@NullMarked
package io.gamekeeper.local.aws.sqs;

import org.jspecify.annotations.NullMarked;
