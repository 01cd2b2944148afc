/** Tests of the leaderboards' functions with a load balancer's events. */
@NullMarked
package io.gamekeeper.leaderboard.lambda;

import org.jspecify.annotations.NullMarked;
