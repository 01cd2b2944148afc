/** Assets in S3, signed by KMS. */
@NullMarked
package io.gamekeeper.asset.aws;

import org.jspecify.annotations.NullMarked;
