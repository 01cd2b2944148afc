/** Redis, DynamoDB and CloudWatch behind what the collector reads, keeps and sends. */
@NullMarked
package io.gamekeeper.insight.store;

import org.jspecify.annotations.NullMarked;
