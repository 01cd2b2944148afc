/**
 * The leaderboards' stores: the score log and the archive of frozen seasons in DynamoDB, the
 * ranking in Redis (one Lua script and one round trip per question), the request for a rebuild
 * through Lambda.
 */
@NullMarked
package io.gamekeeper.leaderboard.store;

import org.jspecify.annotations.NullMarked;
