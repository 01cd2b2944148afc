/** Redis through Jedis: one narrow connection that speaks to a cluster, with TLS or without. */
@NullMarked
package io.gamekeeper.platform.redis;

import org.jspecify.annotations.NullMarked;
