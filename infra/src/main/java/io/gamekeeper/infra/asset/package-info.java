/**
 * Assets: their bucket, the key that signs their manifests, and the distribution that players fetch
 * them from.
 */
@NullMarked
package io.gamekeeper.infra.asset;

import org.jspecify.annotations.NullMarked;
