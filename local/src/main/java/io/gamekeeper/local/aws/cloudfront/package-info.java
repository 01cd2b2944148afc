/** Amazon CloudFront: edge locations with their caches, the shield, and S3 as the origin. */
@NullMarked
package io.gamekeeper.local.aws.cloudfront;

import org.jspecify.annotations.NullMarked;
