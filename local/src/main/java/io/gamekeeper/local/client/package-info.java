/**
 * The clients of the stage's functions: AWS SDK clients that check required members and the
 * function's role before they call an engine, connections that obey the security groups, and a web
 * in which only the stage's own hosts answer.
 */
@NullMarked
package io.gamekeeper.local.client;

import org.jspecify.annotations.NullMarked;
