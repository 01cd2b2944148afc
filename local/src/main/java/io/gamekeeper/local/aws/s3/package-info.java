/** Amazon S3, on S3Proxy. */
@NullMarked
package io.gamekeeper.local.aws.s3;

import org.jspecify.annotations.NullMarked;
