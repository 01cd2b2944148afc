/** Amazon Route 53: records and health checks. */
@NullMarked
package io.gamekeeper.local.aws.route53;

import org.jspecify.annotations.NullMarked;
