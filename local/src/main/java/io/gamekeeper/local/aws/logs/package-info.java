/** Amazon CloudWatch Logs: log groups, their lines, and queries. */
@NullMarked
package io.gamekeeper.local.aws.logs;

import org.jspecify.annotations.NullMarked;
