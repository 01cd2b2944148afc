/** Amazon ElastiCache, on redis-server. */
@NullMarked
package io.gamekeeper.local.aws.elasticache;

import org.jspecify.annotations.NullMarked;
