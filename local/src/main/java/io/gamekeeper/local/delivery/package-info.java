/**
 * CloudFront on the stage: edge locations with a cache each, before one shield with a cache of its
 * own, before the S3 engine. What is cached, for how long and under which key follows the
 * template's policies and the objects' own headers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html">How
 *     long content stays in the cache</a>
 */
@NullMarked
package io.gamekeeper.local.delivery;

import org.jspecify.annotations.NullMarked;
