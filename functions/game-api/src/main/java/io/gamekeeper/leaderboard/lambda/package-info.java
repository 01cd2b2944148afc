/** The leaderboards' Lambda functions: decode, one call into the domain, encode. */
@NullMarked
package io.gamekeeper.leaderboard.lambda;

import org.jspecify.annotations.NullMarked;
