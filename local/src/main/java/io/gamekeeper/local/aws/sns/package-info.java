/** Amazon SNS: topics. */
@NullMarked
package io.gamekeeper.local.aws.sns;

import org.jspecify.annotations.NullMarked;
