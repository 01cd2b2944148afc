/**
 * What a function of the stage gets instead of the outside world: AWS SDK clients that check
 * required members and the function's role before they pass a call on to an engine, connections
 * that obey the security groups, a web in which only the stage's own hosts answer.
 */
@NullMarked
package io.gamekeeper.local.client;

import org.jspecify.annotations.NullMarked;
