/** Amazon CloudWatch Logs: log groups. */
@NullMarked
package io.gamekeeper.local.aws.logs;

import org.jspecify.annotations.NullMarked;
